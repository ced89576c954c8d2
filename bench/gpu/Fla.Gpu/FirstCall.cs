using System.Diagnostics;
using System.Globalization;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The first call of a process, without and with the cache.</summary>
internal static class FirstCall
{
    public static void Compare(CudaDevice device, Report report)
    {
        string folder = Directory.CreateTempSubdirectory("fla-gpu-").FullName;
        try
        {
            foreach (string state in new[] { "cold", "warm", "damaged", "warm" })
            {
                if (state == "damaged")
                    File.WriteAllText(Directory.GetFiles(folder).Single(), "not what was written");
                using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["first-call", folder]) { RedirectStandardOutput = true })!;
                string output = process.StandardOutput.ReadToEnd().Trim();
                process.WaitForExit();
                report.Check($"first call, {state}", process.ExitCode == 0, output);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static int Run(string folder)
    {
        double started = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds;
        Stopwatch watch = Stopwatch.StartNew();
        CudaDevice device = CudaDevice.Open();
        using Problem problem = new(device, batch: 4, depth: 128);
        using CudaStream stream = new(device);
        double ready = watch.Elapsed.TotalMilliseconds;
        using CudaKernel kernel = CudaKernel.Load(device, Kernels.Source, new CudaCache(folder));
        double loaded = watch.Elapsed.TotalMilliseconds - ready;
        kernel.Launch(new(problem.Batch), stream, problem.Arguments);
        stream.Synchronize();
        double all = watch.Elapsed.TotalMilliseconds;
        double error = problem.Error();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"process {started:F0} ms, driver and data {ready:F0} ms, kernel {loaded:F0} ms, launch {all - ready - loaded:F0} ms; error {error:E1}"));
        return error < 1e-4 ? 0 : 1;
    }
}
