using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>Gated slot attention for tools. What it asks dispatch, and what competes, is about the scores of its slots; its reads are those of gla.</summary>
internal sealed class SlotDescriptor : OpDescriptor
{
    private const int DefaultSlots = 64;

    private static readonly RecurrenceDescriptor Scores = new(Recurrences.SlotScores);

    public override string Name => Recurrences.SlotScores.Name;

    public override string Summary => "K ← K diag(e^g) + k sᵀ, p = softmax(scale · qᵀ K), V ← diag(e^g) V + s vᵀ, o = pᵀ V, one gate a slot";

    public override string Paper => Recurrences.SlotScores.Paper;

    public override bool CanNormalizeQk => false;

    public override bool HasLayers => false;

    public override IReadOnlyList<OpTensor> Inputs { get; } =
    [
        new("q", "[B, T, H, K]", Optional: false, AlwaysFloat32: false),
        new("k", "[B, T, H or HV, K]", Optional: false, AlwaysFloat32: false),
        new("v", "[B, T, HV, V]", Optional: false, AlwaysFloat32: false),
        new("s", "[B, T, HV, M]", Optional: false, AlwaysFloat32: false),
        new("g", "[B, T, HV, M]", Optional: false, AlwaysFloat32: true),
        new("hk0", "[N, HV, K, M]", Optional: true, AlwaysFloat32: true),
        new("hv0", "[N, HV, M, V]", Optional: true, AlwaysFloat32: true),
    ];

    public override IReadOnlyList<OpTensor> Outputs { get; } =
    [
        new("o", "[B, T, HV, V]", Optional: false, AlwaysFloat32: false),
        new("hkt", "[N, HV, K, M]", Optional: false, AlwaysFloat32: true),
        new("hvt", "[N, HV, M, V]", Optional: false, AlwaysFloat32: true),
    ];

    public override IReadOnlyList<string> TunedShapes(KernelTarget target) => [.. Scores.TunedShapes(target).Select(static shape => $"{shape},M={DefaultSlots}")];

    /// <summary>The call that gives the scores of a call: what its slots take is v.</summary>
    public static OpShape ScoresOf(OpShape shape) => shape with { V = SlotsOf(shape), M = 0 };

    /// <summary>The call that reads the slots: their weights are q.</summary>
    public static OpShape ReadsOf(OpShape shape) => shape with { H = shape.HV, K = SlotsOf(shape), M = 0 };

    /// <summary>A call with such scores.</summary>
    public static OpShape OfScores(OpShape scores) => scores with { V = scores.K, M = scores.V };

    public override PreparedOp Prepare(OpInputs inputs) => inputs.ElementType switch
    {
        ElementType.Float32 => new PreparedSlots<float>(this, inputs),
        ElementType.BFloat16 => new PreparedSlots<BFloat16>(this, inputs),
        ElementType.Float16 => new PreparedSlots<Half>(this, inputs),
        _ => throw new ArgumentException($"ElementType: {inputs.ElementType} is not an element type.", nameof(inputs)),
    };

    public override PreparedOp Prepare(OpInputs inputs, CudaStream stream) => inputs.ElementType switch
    {
        ElementType.Float32 => new PreparedDeviceSlots<float>(this, inputs, stream),
        ElementType.BFloat16 => new PreparedDeviceSlots<BFloat16>(this, inputs, stream),
        ElementType.Float16 => new PreparedDeviceSlots<Half>(this, inputs, stream),
        _ => throw new ArgumentException($"ElementType: {inputs.ElementType} is not an element type.", nameof(inputs)),
    };

    public override IReadOnlyDictionary<string, NamedTensor> Oracle(OpInputs inputs)
    {
        SlotShape shape = new PreparedSlots<float>(this, inputs with { ElementType = ElementType.Float32 }).Shape;
        IDictionary<string, NamedTensor> tensors = Round(inputs).Tensors;
        (double[] o, double[] keys, double[] values) = SlotOracle.Forward(new()
        {
            Shape = new((int)shape.B, (int)shape.T, (int)shape.H, (int)shape.HV, (int)shape.K, (int)shape.V) { M = (int)shape.M },
            Q = Values("q"),
            K = Values("k"),
            V = Values("v"),
            S = Values("s"),
            G = Values("g"),
            Keys = Values("hk0"),
            Values = Values("hv0"),
            CuSeqlens = inputs.CuSeqlens,
            Scale = inputs.Scale ?? 1 / Math.Sqrt(shape.K),
        });
        return new Dictionary<string, NamedTensor>
        {
            ["o"] = Named(shape.O, o),
            ["hkt"] = Named(shape.KeyState, keys),
            ["hvt"] = Named(shape.ValueState, values),
        };

        float[] Values(string tensor) => tensors.TryGetValue(tensor, out NamedTensor? given) ? given.Values : [];

        static NamedTensor Named(nint[] lengths, double[] values) => new(Array.ConvertAll(lengths, static l => (long)l), Array.ConvertAll(values, static x => (float)x));
    }

    public override OpInputs Synthesize(OpShape shape, ElementType dtype, int seed)
    {
        (long b, long t, long h, long hv, long k, long v, long m) = (shape.B, shape.T, shape.H, shape.HV, shape.K, shape.V, SlotsOf(shape));
        Synthesizer random = new(seed);
        // What a slot takes is what its gate leaves: s = 1 − e^g.
        NamedTensor g = random.Normal(b, t, hv, m).Map(static x => -MathF.Log(1 + MathF.Exp(-x)));
        OpInputs inputs = Round(new()
        {
            ElementType = dtype,
            Tensors = new Dictionary<string, NamedTensor>
            {
                ["q"] = random.UnitRows(b, t, h, k),
                ["k"] = random.UnitRows(b, t, h, k),
                ["v"] = random.Normal(b, t, hv, v),
                ["s"] = g.Map(static x => 1 - MathF.Exp(x)),
                ["g"] = g,
            },
        });
        Prepare(inputs);
        return inputs;
    }

    public override Matchup Match(OpShape shape, ElementType dtype, int threads) => Scores.Match(ScoresOf(shape), dtype, threads);

    public override Matchup Match(OpShape shape, ElementType dtype, CudaLimits device) => Scores.Match(ScoresOf(shape), dtype, device);

    internal override OpShape ShapeOf(in Problem problem) => OfScores(Scores.ShapeOf(problem));

    internal override OpShape? ShapeOf(KernelVariant variant) => Scores.ShapeOf(variant) is { } shape ? shape with { M = DefaultSlots } : null;

    internal override OpInputs TrialInputs(OpShape shape, ElementType dtype, int seed) => WithStates(Synthesize(shape, dtype, seed), shape, shape.B, seed);

    internal override IEnumerable<(OpShape Shape, OpInputs Inputs)> GateInputs(OpShape shape, ElementType dtype, int seed)
    {
        yield return Case(shape with { B = 2, T = 1, H = 1, HV = 2 }, states: 2, null);
        yield return Case(shape with { B = 1, T = 67, H = 1, HV = 2 }, states: 1, null);
        yield return Case(shape with { B = 1, T = 40, H = 2, HV = 2 }, states: 0, [0, 0, 1, 18, 40]);

        (OpShape, OpInputs) Case(OpShape call, int states, long[]? cuSeqlens)
        {
            OpInputs inputs = Synthesize(call, dtype, seed);
            return (call, (states > 0 ? WithStates(inputs, call, states, seed) : inputs) with { CuSeqlens = cuSeqlens });
        }
    }

    private static OpInputs WithStates(OpInputs inputs, OpShape shape, int states, int seed) => inputs with
    {
        Tensors = new Dictionary<string, NamedTensor>(inputs.Tensors)
        {
            ["hk0"] = new Synthesizer(seed + 1).Normal(states, shape.HV, shape.K, SlotsOf(shape)),
            ["hv0"] = new Synthesizer(seed + 2).Normal(states, shape.HV, SlotsOf(shape), shape.V),
        },
    };

    private static int SlotsOf(OpShape shape) => shape.M > 0 ? shape.M : DefaultSlots;
}
