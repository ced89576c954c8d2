using System.Diagnostics;
using System.Globalization;
using Fla.Cuda;
using Fla.Gpu;

if (args is ["first-call", string folder])
    return FirstCall.Run(folder);
if (args is ["ptx", string kernelName, string architecture])
{
    // To look at on a machine without a GPU.
    CudaKernelSource source = FamilyKernel.All.Single(k => k.Name == kernelName).Source;
    Console.Write(CudaCompiler.Compile(source.Method, PtxTarget.Parse(architecture), new(source.Threads, source.MinBlocks)).Text);
    return 0;
}

if (args is ["assemble", string exceptions, .. var kernels])
    return Assembly.Run(exceptions, kernels.ElementAtOrDefault(0) ?? "");
if (args is ["bench", "--list"])
{
    Bench.List();
    return 0;
}

if (CudaDevice.Unavailable is { } reason)
{
    Console.Error.WriteLine(reason);
    return 2;
}

Report report = new();
CudaDevice device = CudaDevice.Open();
report.Line($"{device.ToDevice().Id}: {device.Name}, {device.Multiprocessors} multiprocessors, {device.MemoryBytes >> 20} MB, L2 {device.L2Bytes >> 20} MB, "
    + $"shared {device.SharedBytesPerBlock} of {device.SharedBytesPerMultiprocessor}, registers {device.RegistersPerMultiprocessor}");
report.Line(device.ToToolchain().ToString());
Action<CudaDevice, Report>[] checks = args switch
{
    [] => [Parameters.Run, Products.Run, Launches.Run, Refusals.Run, Views.Run, Family.Verify(""), FirstCall.Compare],
    ["verify", .. var rest] => [Family.Verify(rest.ElementAtOrDefault(0) ?? "")],
    ["bench", .. var rest] when BenchOptions.Parse(rest) is { } options => [Bench.Run(options)],
    // One shape, a few launches: for a profiler.
    ["profile", string name, string b, string t, string h] => [Family.Profile(name, int.Parse(b, CultureInfo.InvariantCulture), int.Parse(t, CultureInfo.InvariantCulture), int.Parse(h, CultureInfo.InvariantCulture))],
    _ => [],
};
if (checks.Length == 0)
{
    Console.Error.WriteLine("Fla.Gpu [verify [NAME] | bench [--out FILE.json] [--part NAME] | bench --list | profile KERNEL B T H | ptx KERNEL sm_90 | assemble EXCEPTIONS [NAME]]: NAME is a part of a kernel's name.");
    return 2;
}

foreach (Action<CudaDevice, Report> check in checks)
{
    Stopwatch watch = Stopwatch.StartNew();
    try
    {
        check(device, report);
    }
    catch (Exception e) when (e is CudaException or PtxException or ArgumentException)
    {
        report.Check(check.Method.DeclaringType!.Name, false, e.ToString());
    }

    report.Line($"-- {check.Method.DeclaringType!.Name}: {watch.Elapsed.TotalSeconds:F1} s");
}

return report.Failures;
