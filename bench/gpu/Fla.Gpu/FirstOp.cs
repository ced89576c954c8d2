using System.Diagnostics;
using System.Globalization;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>Seconds from the start of a process to the end of the first call of an op in it.</summary>
/// <param name="Cold">Nothing is cached.</param>
/// <param name="Warm">An earlier process left the compiled kernel: the median of several.</param>
internal sealed record FirstOp(double Cold, double Warm)
{
    /// <summary>How the tool is called for one such process.</summary>
    public const string Command = "first-op";

    private const int Repeats = 5;

    /// <summary>Null when such a process fails.</summary>
    public static FirstOp? Measure()
    {
        string folder = Directory.CreateTempSubdirectory("fla-gpu-").FullName;
        try
        {
            double? cold = Once(folder);
            double?[] warm = [.. Enumerable.Range(0, Repeats).Select(_ => Once(folder)).Order()];
            return cold is { } first && warm[0] is not null ? new(first, warm[Repeats / 2]!.Value) : null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Such a process: as a program would call the op, with the runtime's own start.</summary>
    public static int Run()
    {
        if (CudaDevice.Unavailable is { } reason)
        {
            Console.Error.WriteLine(reason);
            return 2;
        }

        CudaDevice device = CudaDevice.Open();
        using CudaStream stream = new(device);
        using DeviceTensor<BFloat16> q = new(device, 1, 2048, 8, 128), k = new(device, 1, 2048, 8, 128), v = new(device, 1, 2048, 8, 128);
        using DeviceTensor<BFloat16> beta = new(device, 1, 2048, 8), o = new(device, 1, 2048, 8, 128);
        using DeviceTensor<float> g = new(device, 1, 2048, 8);
        GatedDeltaRule.Forward(stream, q, k, v, g, beta, o);
        stream.Synchronize();
        Console.WriteLine((DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture));
        return 0;
    }

    private static double? Once(string cache)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Command]) { RedirectStandardOutput = true };
        start.Environment["FLA_CUDA_CACHE"] = cache;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && double.TryParse(output, CultureInfo.InvariantCulture, out double seconds) ? seconds : null;
    }
}
