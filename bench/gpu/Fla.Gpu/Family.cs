using System.Globalization;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The delta family on a GPU: every emitted kernel against the oracle, then the times of the shapes that it is measured by.</summary>
internal static class Family
{
    private const int Samples = 20;

    /// <summary>B, T, H at K = V = 128; the last three are decoding.</summary>
    private static readonly OpShape[] Shapes =
    [
        Square(4, 4096, 64), Square(1, 8192, 96), Square(1, 32768, 8), Square(4, 2048, 16),
        Square(1, 1, 32), Square(32, 1, 32), Square(256, 1, 32),
    ];

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

            report.Check(family.Name, worst <= 5e-3, string.Create(CultureInfo.InvariantCulture,
                $"relative error {worst:0.0e+0}, {kernel.Registers} registers, {kernel.LocalBytes} bytes local, {family.Source.SharedBytes} shared"));
        }
    };

    public static Action<CudaDevice, Report> Profile(string name, int b, int t, int h) => (device, report) =>
    {
        FamilyKernel family = FamilyKernel.All.Single(f => f.Name == name);
        OpShape shape = new(b, t, h, h, family.K, family.K);
        using CudaStream stream = new(device);
        using FamilyCall call = FamilyCall.Make(device, shape, Repeated(family.Op, shape));
        for (int i = 0; i < 4; i++)
            call.Run(family, stream);
        stream.Synchronize();
        report.Line($"{family.Name} {shape}");
    };

    public static Action<CudaDevice, Report> Measure(string part) => (device, report) =>
    {
        using CudaStream stream = new(device);
        foreach (FamilyKernel family in FamilyKernel.All.Where(f => f.K == 128 && f.Element == ElementType.BFloat16 && f.Name.Contains(part, StringComparison.Ordinal)))
        {
            foreach (OpShape shape in Shapes.Where(s => s.T > 1 == family.IsChunked))
            {
                // Making random numbers for billions of elements takes minutes; the first tokens repeat.
                using FamilyCall call = FamilyCall.Make(device, shape, Repeated(family.Op, shape));
                List<double> times = [];
                using CudaEvent start = new(device), end = new(device);
                for (int i = 0; i < Samples + 3; i++)
                {
                    start.Record(stream);
                    call.Run(family, stream);
                    end.Record(stream);
                    end.Synchronize();
                    if (i >= 3)
                        times.Add(end.MillisecondsSince(start));
                }

                times.Sort();
                double bytes = ((double)shape.B * shape.T * shape.HV * 4 * 128 * 2) + ((double)shape.B * shape.HV * 128 * 128 * 4 * (shape.T == 1 ? 2 : 1));
                report.Line(string.Create(CultureInfo.InvariantCulture,
                    $"{family.Name} {shape}: {times[Samples / 2]:0.0000} ms ({times[2]:0.0000}–{times[^3]:0.0000}), {bytes / times[Samples / 2] / 1e9:0.00} TB/s"));
            }
        }
    };

    private static OpShape Square(int b, int t, int h) => new(b, t, h, h, 128, 128);

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

    private static OpInputs Repeated(OpDescriptor op, OpShape shape)
    {
        OpShape few = shape with { B = 1, T = Math.Min(shape.T, 64) };
        OpInputs inputs = op.Synthesize(few, ElementType.BFloat16, 1) with { UseQkL2Norm = true };
        long copies = (long)shape.B * shape.T / few.T;
        return inputs with
        {
            Tensors = inputs.Tensors.ToDictionary(static t => t.Key, t =>
            {
                float[] all = new float[t.Value.Values.Length * copies];
                for (long i = 0; i < copies; i++)
                    t.Value.Values.CopyTo(all.AsSpan((int)(i * t.Value.Values.Length)));
                return new NamedTensor([shape.B, shape.T, .. t.Value.Shape[2..]], all);
            }),
        };
    }
}
