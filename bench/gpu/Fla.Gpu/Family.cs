using System.Globalization;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The ops on a GPU: every emitted kernel against the oracle; one of them for a profiler.</summary>
internal static class Family
{
    public static Action<CudaDevice, Report> Verify(string part) => (device, report) =>
    {
        using CudaStream stream = new(device);
        foreach (FamilyKernel family in Variants.Ready(device, Variants.Ops, part).Select(FamilyKernel.Of))
        {
            using CudaKernel kernel = CudaKernel.Load(device, family.Source, CudaCache.Default);
            double worst = 0;
            foreach ((OpShape shape, OpInputs inputs, int? segments) in Cases(family))
            {
                double error = family.Error(device, stream, shape, inputs, segments);
                worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
            }

            report.Check(family.Name, worst <= Accuracy.Tolerance(family.Element, KernelTarget.Cuda), string.Create(CultureInfo.InvariantCulture,
                $"relative error {worst:0.0e+0}, {kernel.Registers} registers, {kernel.LocalBytes} bytes local, {family.Source.SharedBytes} shared"));
        }

        // What carries states from segment to segment runs with what it joins.
        foreach (KernelVariant variant in Variants.Ready(device, Variants.Channels, part).Where(static v => v is not HgrnCarryKernel.Variant))
        {
            double worst = 0;
            foreach ((OpDescriptor op, OpInputs inputs) in ChannelBench.Small(variant))
            {
                double error = ChannelBench.Error(op, stream, inputs, variant);
                worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
            }

            report.Check(variant.Id, worst <= Accuracy.Tolerance(variant.Element, KernelTarget.Cuda), string.Create(CultureInfo.InvariantCulture, $"relative error {worst:0.0e+0}"));
        }
    };

    public static Action<CudaDevice, Report> Profile(string name, int b, int t, int h) => (device, report) =>
    {
        FamilyKernel family = FamilyKernel.All.First(f => f.Name == name);
        OpShape shape = new(b, t, h, h, family.K, family.K);
        using CudaStream stream = new(device);
        using FamilyCall call = FamilyCall.Make(device, family.Recurrence, shape, family.Op.Synthesize(shape with { B = 1, T = Math.Min(t, 64) }, family.Element, 1) with { UseQkL2Norm = family.Op.CanNormalizeQk });
        for (int i = 0; i < 4; i++)
            call.Run(family, stream);
        stream.Synchronize();
        report.Line($"{family.Name} {shape}");
    };

    private static IEnumerable<(OpShape, OpInputs, int? Segments)> Cases(FamilyKernel family)
    {
        (OpDescriptor op, ElementType element, int k) = (family.Op, family.Element, family.K);
        OpShape ragged = new(2, 67, 2, 4, k, k);
        yield return (ragged, op.Synthesize(ragged, element, 1) with { UseQkL2Norm = op.CanNormalizeQk }, null);
        OpShape odd = new(1, 35, 1, 2, k - 4, k - 7);
        yield return (odd, op.Synthesize(odd, element, 2), null);
        // Only 16-bit calls are cut.
        bool canCut = element != ElementType.Float32 && family.Recurrence.IsLinear;
        if (canCut)
            yield return (odd, op.Synthesize(odd, element, 2), 2);
        OpShape packed = new(1, 40, 1, 2, k, k);
        foreach (int? segments in canCut ? (int?[])[null, 2] : [null])
            yield return (packed, op.Synthesize(packed, element, 3) with { CuSeqlens = [0, 0, 1, 18, 40] }, segments);
        if (!canCut)
            yield break;
        OpShape batch = new(2, 192, 1, 2, k, k);
        yield return (batch, op.Synthesize(batch, element, 4), 3);
    }
}
