using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>One op of the delta family for tools.</summary>
internal sealed class DeltaDescriptor(string name, Decay decay, string summary, string paper) : OpDescriptor
{
    public override string Name => name;

    public override string Summary => summary;

    public override string Paper => paper;

    public override IReadOnlyList<OpTensor> Inputs { get; } =
    [
        new("q", "[B, T, H, K]", Optional: false, AlwaysFloat32: false),
        new("k", "[B, T, H, K]", Optional: false, AlwaysFloat32: false),
        new("v", "[B, T, HV, V]", Optional: false, AlwaysFloat32: false),
        .. decay switch
        {
            Decay.PerHead => [new OpTensor("g", "[B, T, HV]", Optional: false, AlwaysFloat32: true)],
            Decay.PerKey => [new OpTensor("g", "[B, T, HV, K]", Optional: false, AlwaysFloat32: true)],
            _ => (OpTensor[])[],
        },
        new("beta", "[B, T, HV]", Optional: false, AlwaysFloat32: false),
        new("h0", "[N, HV, K, V]", Optional: true, AlwaysFloat32: true),
    ];

    public override IReadOnlyList<OpTensor> Outputs { get; } =
    [
        new("o", "[B, T, HV, V]", Optional: false, AlwaysFloat32: false),
        new("ht", "[N, HV, K, V]", Optional: false, AlwaysFloat32: true),
    ];

    public override PreparedOp Prepare(OpInputs inputs) => inputs.ElementType switch
    {
        ElementType.Float32 => new PreparedDelta<float>(this, decay, inputs),
        ElementType.BFloat16 => new PreparedDelta<BFloat16>(this, decay, inputs),
        ElementType.Float16 => new PreparedDelta<Half>(this, decay, inputs),
        _ => throw new ArgumentException($"ElementType: {inputs.ElementType} is not an element type.", nameof(inputs)),
    };

    public override PreparedOp Prepare(OpInputs inputs, CudaStream stream) => inputs.ElementType switch
    {
        ElementType.Float32 => new PreparedDeviceDelta<float>(this, decay, inputs, stream),
        ElementType.BFloat16 => new PreparedDeviceDelta<BFloat16>(this, decay, inputs, stream),
        ElementType.Float16 => new PreparedDeviceDelta<Half>(this, decay, inputs, stream),
        _ => throw new ArgumentException($"ElementType: {inputs.ElementType} is not an element type.", nameof(inputs)),
    };

    public override IReadOnlyDictionary<string, NamedTensor> Oracle(OpInputs inputs)
    {
        DeltaShape shape = new PreparedDelta<float>(this, decay, inputs with { ElementType = ElementType.Float32 }).Shape;
        IDictionary<string, NamedTensor> tensors = Round(inputs).Tensors;
        (double[] o, double[] ht) = DeltaOracle.Forward(
            new((int)shape.B, (int)shape.T, (int)shape.H, (int)shape.HV, (int)shape.K, (int)shape.V),
            Values("q"), Values("k"), Values("v"), Values("g"), Values("beta"), Values("h0"),
            inputs.CuSeqlens, inputs.Scale ?? 1 / Math.Sqrt(shape.K), inputs.UseQkL2Norm);
        return new Dictionary<string, NamedTensor>
        {
            ["o"] = new([shape.B, shape.T, shape.HV, shape.V], Array.ConvertAll(o, value => (float)value)),
            ["ht"] = new([shape.N, shape.HV, shape.K, shape.V], Array.ConvertAll(ht, value => (float)value)),
        };

        float[] Values(string tensor) => tensors.TryGetValue(tensor, out NamedTensor? given) ? given.Values : [];
    }

    public override OpInputs Synthesize(OpShape shape, ElementType dtype, int seed)
    {
        (long b, long t, long h, long hv, long k, long v) = (shape.B, shape.T, shape.H, shape.HV, shape.K, shape.V);
        Synthesizer random = new(seed);
        Dictionary<string, NamedTensor> tensors = new()
        {
            ["q"] = random.UnitRows(b, t, h, k),
            ["k"] = random.UnitRows(b, t, h, k),
            ["v"] = random.Normal(b, t, hv, v),
            ["beta"] = random.Normal(b, t, hv).Map(x => 1 / (1 + MathF.Exp(-x))),
        };
        if (decay != Decay.None)
        {
            NamedTensor gates = decay == Decay.PerHead ? random.Normal(b, t, hv) : random.Normal(b, t, hv, k);
            tensors["g"] = gates.Map(x => -MathF.Log(1 + MathF.Exp(-x)));
        }
        OpInputs inputs = Round(new() { ElementType = dtype, Tensors = tensors });
        Prepare(inputs);
        return inputs;
    }

    public override IReadOnlyList<string> TunedShapes =>
    [
        .. from k in (int[])[64, 128]
           from call in (string[])["B=1,T=1,H=32", "B=8,T=1,H=32", "B=1,T=64,H=8", "B=1,T=512,H=8", "B=1,T=2048,H=4", "B=1,T=2048,H=8", "B=4,T=1024,H=8"]
           select $"{call},K={k}",
    ];

    public override Matchup Match(OpShape shape, ElementType dtype, int threads) => DeltaSpace.Match(decay, dtype, shape, threads);

    public override Matchup Match(OpShape shape, ElementType dtype, CudaLimits device) => DeltaSpace.Match(decay, dtype, shape, device);

    internal override OpShape? ShapeOf(KernelVariant variant)
    {
        if (DeltaSpace.DecayOf(variant) != decay)
            return null;
        int k = DeltaSpace.KeyDimension(variant);
        return variant is DeltaChunkKernel.Variant ? new(4, 2048, 16, 16, k, k) : new(32, 1, 32, 32, k, k);
    }

    internal override OpShape ShapeOf(in Problem problem)
    {
        int heads = (int)Math.Min(problem.Size.Parallelism, int.MaxValue), tokens = (int)Math.Min(problem.Size.Extent, int.MaxValue);
        return new(1, Math.Max(tokens, 1), Math.Max(heads, 1), Math.Max(heads, 1), problem.Dims[0], problem.Dims[1]);
    }

    internal override OpInputs TrialInputs(OpShape shape, ElementType dtype, int seed) => WithState(Synthesize(shape, dtype, seed), shape, shape.B, seed);

    internal override IEnumerable<(OpShape Shape, OpInputs Inputs)> GateInputs(OpShape shape, ElementType dtype, int seed)
    {
        (int k, int v) = (shape.K, shape.V);
        yield return Case(new(2, 1, 1, 2, k, v), states: 2, null);
        (OpShape ragged, OpInputs given) = Case(new(1, 67, 1, 2, k, v), states: 1, null);
        yield return (ragged, given with { UseQkL2Norm = true });
        yield return Case(new(1, 40, 2, 2, k, v), states: 0, [0, 0, 1, 18, 40]);
        if (decay == Decay.None)
            yield break;
        yield return Gated(100);
        yield return Gated(0);

        (OpShape, OpInputs) Case(OpShape call, int states, long[]? cuSeqlens)
        {
            OpInputs inputs = Synthesize(call, dtype, seed);
            return (call, (states > 0 ? WithState(inputs, call, states, seed) : inputs) with { CuSeqlens = cuSeqlens });
        }

        (OpShape, OpInputs) Gated(float strength)
        {
            (OpShape call, OpInputs inputs) = Case(new(1, 35, 1, 1, k, v), states: 1, null);
            return (call, inputs with { Tensors = new Dictionary<string, NamedTensor>(inputs.Tensors) { ["g"] = inputs.Tensors["g"].Map(g => g * strength) } });
        }
    }

    private static OpInputs WithState(OpInputs inputs, OpShape shape, int states, int seed) => inputs with
    {
        Tensors = new Dictionary<string, NamedTensor>(inputs.Tensors) { ["h0"] = new Synthesizer(seed + 1).Normal(states, shape.HV, shape.K, shape.V) },
    };
}
