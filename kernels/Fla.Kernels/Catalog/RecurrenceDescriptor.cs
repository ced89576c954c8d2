using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>One op for tools.</summary>
internal sealed class RecurrenceDescriptor(Recurrence recurrence) : OpDescriptor
{
    public Recurrence Recurrence => recurrence;

    public override string Name => recurrence.Name;

    public override string Summary => recurrence.Summary;

    public override string Paper => recurrence.Paper;

    public override bool CanNormalizeQk => recurrence.CanNormalizeQk;

    public override bool HasLayers => recurrence.HasLayers;

    public override IReadOnlyList<OpTensor> Inputs { get; } =
    [
        Element("q", "[B, T, H, K]"),
        Element("k", recurrence.HasKeysOfValueHeads ? "[B, T, H or HV, K]" : recurrence.HasSteps ? "[B, R T, H, K]" : "[B, T, H, K]"),
        Element("v", recurrence.HasSteps ? "[B, R T, HV, V]" : "[B, T, HV, V]"),
        .. Only(recurrence.HasGates, Float(recurrence.Gates, recurrence.Kind.Decay switch { Decay.PerKey => "[B, T, HV, K]", Decay.PerValue => "[B, T, HV, V]", _ => "[B, T, HV]" })),
        .. Only(recurrence.HasBeta, Element("beta", recurrence.HasSteps ? "[B, R T, HV]" : "[B, T, HV]")),
        .. Only(recurrence.HasBonus, Element("u", "[HV, K]")),
        .. Only(recurrence.ReadKeys is not null, Element(recurrence.ReadKeys ?? "", recurrence.HasKeysOfValueHeads ? "[B, T, H or HV, K]" : "[B, T, H, K]")),
        .. Only(recurrence.HasB, Element("b", recurrence.HasBOfValueHeads ? "[B, T, HV, K]" : recurrence.HasKeysOfValueHeads ? "[B, T, H or HV, K]" : "[B, T, H, K]")),
        .. Only(recurrence.HasChannelGates, Element("w", "[B, T, HV, V]")),
        Float("h0", "[N, HV, K, V]") with { Optional = true },
        .. Only(recurrence.HasKeySums, Float("z0", "[N, HV, K]") with { Optional = true }),
    ];

    public override IReadOnlyList<OpTensor> Outputs { get; } =
    [
        Element("o", "[B, T, HV, V]"),
        Float("ht", "[N, HV, K, V]"),
        .. Only(recurrence.HasKeySums, Float("zt", "[N, HV, K]")),
    ];

    public override PreparedOp Prepare(OpInputs inputs) => inputs.ElementType switch
    {
        ElementType.Float32 => new PreparedRecurrence<float>(this, inputs),
        ElementType.BFloat16 => new PreparedRecurrence<BFloat16>(this, inputs),
        ElementType.Float16 => new PreparedRecurrence<Half>(this, inputs),
        _ => throw new ArgumentException($"ElementType: {inputs.ElementType} is not an element type.", nameof(inputs)),
    };

    public override PreparedOp Prepare(OpInputs inputs, CudaStream stream) => inputs.ElementType switch
    {
        ElementType.Float32 => new PreparedDeviceRecurrence<float>(this, inputs, stream),
        ElementType.BFloat16 => new PreparedDeviceRecurrence<BFloat16>(this, inputs, stream),
        ElementType.Float16 => new PreparedDeviceRecurrence<Half>(this, inputs, stream),
        _ => throw new ArgumentException($"ElementType: {inputs.ElementType} is not an element type.", nameof(inputs)),
    };

    public override IReadOnlyDictionary<string, NamedTensor> Oracle(OpInputs inputs)
    {
        RecurrenceShape shape = new PreparedRecurrence<float>(this, inputs with { ElementType = ElementType.Float32 }).Shape;
        IDictionary<string, NamedTensor> tensors = Round(inputs).Tensors;
        OpShape axes = new((int)shape.B, (int)shape.T, (int)shape.H, (int)shape.HV, (int)shape.K, (int)shape.V);
        double scale = inputs.Scale ?? recurrence.DefaultScale ?? 1 / Math.Sqrt(shape.K);
        (double[] o, double[] ht, double[] zt) = recurrence.Family == Family.Additive ? Additive() : Delta();
        Dictionary<string, NamedTensor> outputs = new()
        {
            ["o"] = new([shape.B, shape.T, shape.HV, shape.V], Array.ConvertAll(o, value => (float)value)),
            ["ht"] = new([shape.N, shape.HV, shape.K, shape.V], Array.ConvertAll(ht, value => (float)value)),
        };
        if (recurrence.HasKeySums)
            outputs["zt"] = new([shape.N, shape.HV, shape.K], Array.ConvertAll(zt, value => (float)value));
        return outputs;

        (double[], double[], double[]) Delta()
        {
            (double[] o, double[] ht) = DeltaOracle.Forward(new()
            {
                Shape = axes,
                Q = Values("q"),
                K = Values("k"),
                V = Values("v"),
                G = recurrence.HasGates ? Values(recurrence.Gates) : [],
                Beta = Values("beta"),
                A = recurrence.ReadKeys is { } readKeys ? Values(readKeys) : [],
                B = Values("b"),
                W = recurrence.HasChannelGates ? Values("w") : [],
                InitialState = Values("h0"),
                CuSeqlens = inputs.CuSeqlens,
                Scale = scale,
                Normalize = inputs.UseQkL2Norm,
                Steps = recurrence.HasSteps ? StepsOf(inputs) : 1,
                IsLowRank = recurrence.Family == Family.LowRank,
            });
            return (o, ht, []);
        }

        (double[], double[], double[]) Additive() => AdditiveOracle.Forward(new()
        {
            Shape = axes,
            Q = Values("q"),
            K = Values("k"),
            V = Values("v"),
            DecaysByValue = recurrence.Kind.Decay == Decay.PerValue,
            G = recurrence.FixedDecay?.Invoke((int)shape.HV, inputs.Layer) ?? Values(recurrence.Gates),
            U = Values("u"),
            InitialState = Values("h0"),
            InitialKeySums = Values("z0"),
            CuSeqlens = inputs.CuSeqlens,
            Scale = scale,
            Normalize = recurrence.HasKeySums,
        });

        float[] Values(string tensor) => tensors.TryGetValue(tensor, out NamedTensor? given) ? given.Values : [];
    }

    public override OpInputs Synthesize(OpShape shape, ElementType dtype, int seed)
    {
        (long b, long t, long h, long hv, long k, long v) = (shape.B, shape.T, shape.H, shape.HV, shape.K, shape.V);
        long r = Of(shape).Kind.Steps;
        Synthesizer random = new(seed);
        Dictionary<string, NamedTensor> tensors = new()
        {
            ["q"] = random.UnitRows(b, t, h, k),
            ["k"] = random.UnitRows(b, r * t, h, k),
            ["v"] = random.Normal(b, r * t, hv, v),
        };
        if (recurrence.HasBeta)
            tensors["beta"] = random.Normal(b, r * t, hv).Map(Sigmoid);
        if (recurrence.HasGates)
        {
            NamedTensor gates = recurrence.Kind.Decay switch { Decay.PerHead => random.Normal(b, t, hv), Decay.PerValue => random.Normal(b, t, hv, v), _ => random.Normal(b, t, hv, k) };
            tensors[recurrence.Gates] = gates.Map(x => -MathF.Log(1 + MathF.Exp(-x)));
        }
        if (recurrence.HasBonus)
            tensors["u"] = random.Normal(hv, k);
        if (recurrence.ReadKeys is { } readKeys)
            tensors[readKeys] = random.UnitRows(b, t, h, k);
        if (recurrence.HasChannelGates)
        {
            tensors["b"] = random.Normal(b, t, hv, k).Map(Sigmoid);
            tensors["w"] = random.Normal(b, t, hv, v).Map(Sigmoid);
        }
        else if (recurrence.HasB)
        {
            // As RWKV-7 has it: a part of what a reads is taken away, channel by channel.
            NamedTensor parts = random.Normal(b, t, h, k).Map(Sigmoid);
            tensors["b"] = new(parts.Shape, [.. parts.Values.Zip(tensors[recurrence.ReadKeys!].Values, static (part, a) => -part * a)]);
        }
        if (recurrence.HasKeySums)
        {
            // What is divided by must not come near zero: callers have positive features.
            tensors["q"] = tensors["q"].Map(MathF.Abs);
            tensors["k"] = tensors["k"].Map(MathF.Abs);
        }

        OpInputs inputs = Round(new() { ElementType = dtype, Tensors = tensors });
        Prepare(inputs);
        return inputs;
    }

    /// <summary>Decoding and prompts; on a GPU those that fill it, too.</summary>
    public override IReadOnlyList<string> TunedShapes(KernelTarget target)
    {
        (string Call, int[] Dims)[] calls = target == KernelTarget.Cuda
            ?
            [
                ("B=1,T=1,H=32", [128]), ("B=64,T=1,H=32", [64, 128]), ("B=1,T=512,H=8", [128]), ("B=1,T=2048,H=8", [128]),
                ("B=8,T=1024,H=8", [64, 128]), ("B=1,T=32768,H=8", [128]), ("B=2,T=8192,H=32", [128]), ("B=4,T=4096,H=64", [64, 128]),
            ]
            : [.. ((string[])["B=1,T=1,H=32", "B=8,T=1,H=32", "B=1,T=64,H=8", "B=1,T=512,H=8", "B=1,T=2048,H=4", "B=1,T=2048,H=8", "B=4,T=1024,H=8"]).Select(static c => (c, (int[])[64, 128]))];
        return [.. from call in calls from k in call.Dims select $"{call.Call},K={k}"];
    }

    public override Matchup Match(OpShape shape, ElementType dtype, int threads) => new(
        Of(shape).Problem(dtype, shape.K, shape.V, SizeOf(shape), threads),
        Of(shape).Family.Contenders(Of(shape).Kind, dtype, shape.K, WorkOf(shape), threads));

    public override Matchup Match(OpShape shape, ElementType dtype, CudaLimits device) => new(
        Of(shape).CudaProblem(dtype, shape.K, shape.V, SizeOf(shape)),
        CudaExecution.Contenders(Of(shape), dtype, shape.K, WorkOf(shape), device));

    internal override OpShape? ShapeOf(KernelVariant variant)
    {
        if (recurrence.Family.FormOf(variant) is not { } form || recurrence.As(form) is not { } op || recurrence.TunedAs is not null)
            return null;
        OpShape shape = form.IsChunked ? new(4, 2048, 16, 16, form.K, form.K) : new(32, 1, 32, 32, form.K, form.K);
        return shape with { R = recurrence.HasSteps ? op.Kind.Steps : 0 };
    }

    internal override OpShape ShapeOf(in Problem problem)
    {
        int heads = (int)Math.Min(problem.Size.Parallelism, int.MaxValue), tokens = (int)Math.Min(problem.Size.Extent, int.MaxValue);
        return new(1, Math.Max(tokens, 1), Math.Max(heads, 1), Math.Max(heads, 1), problem.Dims[0], problem.Dims[1]) { R = recurrence.HasSteps ? problem.Dims[2] : 0 };
    }

    internal override OpInputs TrialInputs(OpShape shape, ElementType dtype, int seed) => WithState(Synthesize(shape, dtype, seed), shape, shape.B, seed);

    internal override IEnumerable<(OpShape Shape, OpInputs Inputs)> GateInputs(OpShape shape, ElementType dtype, int seed)
    {
        (int k, int v, int r) = (shape.K, shape.V, shape.R);
        yield return Case(new(2, 1, 1, 2, k, v) { R = r }, states: 2, null);
        (OpShape ragged, OpInputs given) = Case(new(1, 67, 1, 2, k, v) { R = r }, states: 1, null);
        yield return (ragged, given with { UseQkL2Norm = CanNormalizeQk });
        yield return Case(new(1, 40, 2, 2, k, v) { R = r }, states: 0, [0, 0, 1, 18, 40]);
        if (!recurrence.HasGates)
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
            (OpShape call, OpInputs inputs) = Case(new(1, 35, 1, 1, k, v) { R = r }, states: 1, null);
            return (call, inputs with { Tensors = new Dictionary<string, NamedTensor>(inputs.Tensors) { [recurrence.Gates] = inputs.Tensors[recurrence.Gates].Map(g => g * strength) } });
        }
    }

    private OpInputs WithState(OpInputs inputs, OpShape shape, int states, int seed)
    {
        Dictionary<string, NamedTensor> tensors = new(inputs.Tensors) { ["h0"] = new Synthesizer(seed + 1).Normal(states, shape.HV, shape.K, shape.V) };
        if (recurrence.HasKeySums)
            tensors["z0"] = new Synthesizer(seed + 2).Normal(states, shape.HV, shape.K).Map(MathF.Abs);
        return inputs with { Tensors = tensors };
    }

    /// <summary>Steps a token: as many as k has rows for.</summary>
    internal int StepsOf(OpInputs inputs)
    {
        long tokens = Tokens("q"), rows = Tokens("k");
        return recurrence.HasSteps && tokens > 0 && rows > 0 ? (int)Math.Max(rows / tokens, 1) : recurrence.Kind.Steps;

        long Tokens(string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor) && tensor.Shape.Length > 1 ? tensor.Shape[1] : 0;
    }

    /// <summary>The op for a shape.</summary>
    /// <exception cref="ArgumentException">The shape has an axis that the op has not.</exception>
    private Recurrence Of(OpShape shape) =>
        shape.M != 0 ? throw new ArgumentException($"shape: {Name} has no slots. Leave M out.", nameof(shape))
        : shape.R == 0 ? recurrence
        : recurrence.HasSteps ? recurrence.WithSteps(shape.R)
        : throw new ArgumentException($"shape: {Name} has no steps. Leave R out.", nameof(shape));

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    private static WorkSize SizeOf(OpShape shape) => new(shape.T, (long)shape.B * shape.HV);

    private Work WorkOf(OpShape shape) => new(Of(shape).Family, shape.B, shape.HV, shape.V, shape.T);

    private static OpTensor Element(string name, string shape) => new(name, shape, Optional: false, AlwaysFloat32: false);

    private static OpTensor Float(string name, string shape) => new(name, shape, Optional: false, AlwaysFloat32: true);

    private static OpTensor[] Only(bool condition, OpTensor tensor) => condition ? [tensor] : [];
}
