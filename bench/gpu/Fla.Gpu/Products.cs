using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The same kernel as ILGPU writes it and after the passes: numbers, registers, time.</summary>
internal static class Products
{
    public static void Run(CudaDevice device, Report report)
    {
        using Problem problem = new(device, batch: 2048, depth: 1024);
        using CudaStream stream = new(device);
        PtxHints hints = new(TileProduct.Threads);
        PtxTarget[] targets = device.Major >= 9 ? [device.Target(), device.Target(specific: true)] : [device.Target()];
        foreach (PtxTarget target in targets)
        {
            Measure("unpromoted", CudaCompiler.CompileUnpromoted(Kernels.Method, target, hints), problem, stream, report);
            Measure("promoted", CudaCompiler.Compile(Kernels.Method, target, hints), problem, stream, report);
        }
    }

    private static void Measure(string name, PtxKernel ptx, Problem problem, CudaStream stream, Report report)
    {
        using CudaKernel kernel = CudaKernel.LoadPtx(stream.Device, Kernels.Source with { MaxLocalBytes = null }, ptx);
        problem.Result.Clear(stream);
        kernel.Launch(new(problem.Batch), stream, problem.Arguments);
        double error = problem.Error();
        double milliseconds = Time.OnGpu(stream, 50, () => kernel.Launch(new(problem.Batch), stream, problem.Arguments));
        report.Check(
            $"{name} {ptx.Target.Name}",
            error < 1e-4,
            $"error {error:E1}, {kernel.Registers} registers, {kernel.LocalBytes} bytes of local memory, {ptx.Promoted} slots promoted, {ptx.Kept} kept, "
            + $"{milliseconds * 1000:F1} µs, {problem.Operations / milliseconds / 1e9:F0} TFLOP/s; ptx {ptx.Hash[..12]}");
        foreach (string line in kernel.AssemblerLog.Split('\n').Where(static l => l.Contains("spill", StringComparison.Ordinal)))
            report.Line($"       {line.Trim()}");
    }
}
