using System.Globalization;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The delta family on a GPU: every emitted kernel against the oracle; one of them for a profiler.</summary>
internal static class Family
{
    public static Action<CudaDevice, Report> Verify(string part) => (device, report) =>
    {
        using CudaStream stream = new(device);
        foreach (FamilyKernel family in FamilyKernel.All.Where(f => f.Name.Contains(part, StringComparison.Ordinal)))
        {
            using CudaKernel kernel = CudaKernel.Load(device, family.Source, CudaCache.Default);
            double worst = 0;
            foreach ((OpShape shape, OpInputs inputs) in Cases(family))
            {
                using FamilyCall call = FamilyCall.Make(device, shape, inputs);
                call.Run(family, stream);
                stream.Synchronize();
                (float[] o, float[] ht) = call.Results();
                IReadOnlyDictionary<string, NamedTensor> expected = family.Op.Oracle(inputs);
                worst = Math.Max(worst, Math.Max(Worst(o, expected["o"].Values), Worst(ht, expected["ht"].Values)));
            }

            report.Check(family.Name, worst <= Accuracy.Tolerance(family.Element, KernelTarget.Cuda), string.Create(CultureInfo.InvariantCulture,
                $"relative error {worst:0.0e+0}, {kernel.Registers} registers, {kernel.LocalBytes} bytes local, {family.Source.SharedBytes} shared"));
        }
    };

    public static Action<CudaDevice, Report> Profile(string name, int b, int t, int h) => (device, report) =>
    {
        FamilyKernel family = FamilyKernel.All.Single(f => f.Name == name);
        OpShape shape = new(b, t, h, h, family.K, family.K);
        using CudaStream stream = new(device);
        using FamilyCall call = FamilyCall.Make(device, shape, family.Op.Synthesize(shape with { B = 1, T = Math.Min(t, 64) }, family.Element, 1) with { UseQkL2Norm = true });
        for (int i = 0; i < 4; i++)
            call.Run(family, stream);
        stream.Synchronize();
        report.Line($"{family.Name} {shape}");
    };

    private static double Worst(float[] actual, float[] expected) =>
        Accuracy.RelativeError(actual, expected) is var error && double.IsNaN(error) ? double.PositiveInfinity : error;

    private static IEnumerable<(OpShape, OpInputs)> Cases(FamilyKernel family)
    {
        (OpDescriptor op, ElementType element, int k) = (family.Op, family.Element, family.K);
        OpShape ragged = new(2, 67, 2, 4, k, k);
        yield return (ragged, op.Synthesize(ragged, element, 1) with { UseQkL2Norm = true });
        OpShape odd = new(1, 35, 1, 2, k - 4, k - 7);
        yield return (odd, op.Synthesize(odd, element, 2));
        OpShape packed = new(1, 40, 1, 2, k, k);
        yield return (packed, op.Synthesize(packed, element, 3) with { CuSeqlens = [0, 0, 1, 18, 40] });
    }
}
