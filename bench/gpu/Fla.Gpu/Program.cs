using System.Diagnostics;
using Fla.Cuda;
using Fla.Gpu;

if (args is ["first-call", string folder])
    return FirstCall.Run(folder);
if (args is [FirstOp.Command])
    return FirstOp.Run();
if (args is ["ptx", string kernelName, string architecture])
{
    // To look at on a machine without a GPU.
    CudaKernelSource source = Variants.Find(kernelName).CudaSource!;
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

if (args is ["plain", "--list"])
{
    PlainAttestation.List();
    return 0;
}

Action<CudaDevice, Report>[] checks;
try
{
    checks = Commands.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
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
