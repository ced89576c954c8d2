using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>What cannot work must say so.</summary>
internal static class Refusals
{
    public static void Run(CudaDevice device, Report report)
    {
        Expect("too much shared memory", () => CudaKernel.Load(device, Kernels.Source with { SharedBytes = device.SharedBytesPerBlock + 1 }, null), report);
        Expect("too many registers", () => CudaKernel.Load(device, Kernels.Source with { MaxRegisters = 16 }, null), report);
        PtxKernel ptx = CudaCompiler.Compile(Kernels.Method, device.Target());
        Expect("invalid PTX", () => CudaKernel.LoadPtx(device, Kernels.Source, ptx with { Text = ptx.Text.Replace("mma.sync", "nma.sync", StringComparison.Ordinal) }), report);
        Expect("too much memory", () => new DeviceTensor<float>(device, device.MemoryBytes), report);
        Expect("capture of the default stream", () => CudaGraph.Capture(new CudaStream(device, 0), static () => { }), report);
        using CudaStream stream = new(device);
        Expect("waiting while capturing", () => CudaGraph.Capture(stream, stream.Synchronize), report);
        stream.Synchronize();
    }

    private static void Expect(string what, Func<IDisposable> action, Report report)
    {
        try
        {
            action().Dispose();
            report.Check(what, false, "not refused");
        }
        catch (CudaException e)
        {
            report.Check(what, true, e.Message.ReplaceLineEndings(" / "));
        }
    }
}
