using System.Globalization;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>
/// Every CUDA variant once, on a call of a few tiles whose result is checked: short enough for NVIDIA's sanitizers, under which a kernel takes
/// up to a hundred times as long. No clock, no other process.
/// </summary>
internal static class Sanitize
{
    public static Action<CudaDevice, Report> Run(Options options) => (device, report) =>
    {
        using CudaStream stream = new(device);
        foreach (KernelVariant variant in Variants.Ready(device, Variants.Ops, options.Part))
            Check(variant, () => ErrorOfOp(device, stream, FamilyKernel.Of(variant)));
        foreach (KernelVariant variant in Variants.Ready(device, Variants.Channels, options.Part))
            Check(variant, () => ChannelBench.Small(variant).Select(call => ChannelBench.Error(call.Op, stream, call.Inputs, variant)).DefaultIfEmpty().Max());
        foreach (KernelVariant variant in Variants.Ready(device, Variants.Plain, options.Part))
        {
            Check(variant, () =>
            {
                using PlainCall call = PlainCall.Make(device, variant, PlainSize.Tiny);
                return call.Error(stream);
            });
        }

        void Check(KernelVariant variant, Func<double> call)
        {
            try
            {
                double error = call();
                report.Check(variant.Id, error <= Accuracy.Tolerance(variant.Element, KernelTarget.Cuda), string.Create(CultureInfo.InvariantCulture, $"relative error {error:0.0e+0}"));
            }
            catch (Exception e) when (e is CudaException or PtxException)
            {
                report.Check(variant.Id, false, e.Message.ReplaceLineEndings(" / "));
            }
        }
    };

    /// <summary>Two whole chunks and a part of a third, from a state to a state.</summary>
    private static double ErrorOfOp(CudaDevice device, CudaStream stream, FamilyKernel kernel)
    {
        OpShape shape = new(1, (2 * kernel.Variant.Resources.LoopStep) + 3, 1, 1, kernel.K, kernel.K);
        OpInputs inputs = BenchShape.Random(kernel.Op, shape, kernel.Element, states: 1);
        double whole = kernel.Error(device, stream, shape, inputs);
        // Where calls can be cut: once more in two segments, for the kernels that join them.
        return kernel.Variant.Resources.LoopStep > 1 && kernel.Element != ElementType.Float32 && kernel.Recurrence.IsLinear ? Math.Max(whole, kernel.Error(device, stream, shape, inputs, segments: 2)) : whole;
    }
}
