namespace Fla.Kernels.Tests;

/// <summary>Arguments that change the formula, and identities between the ops.</summary>
public class MeaningTests
{
    private static readonly OpShape Shape = new(2, 35, 2, 4, 20, 12);

    public static IEnumerable<object[]> EachOp => Targets.Product(Targets.Ops, Targets.All, Targets.Elements);

    public static IEnumerable<object[]> EachTarget => Targets.Product(Targets.All);

    public static IEnumerable<object[]> EachDeltaOp => Targets.Product(Targets.DeltaOps, Targets.All, Targets.Elements);

    [Theory, MemberData(nameof(EachDeltaOp))]
    public void Rows_are_normalised_inside(string op, KernelTarget target, ElementType element)
    {
        OpInputs inputs = Inputs.Random(op, Shape, element)
            .Map("q", (i, x) => i < 40 ? 0 : x * (i % 7))
            .Map("k", (i, x) => i is >= 20 and < 60 ? 0 : x * (i % 5));
        Numeric.MatchesOracle(op, inputs with { UseQkL2Norm = true }, target);
    }

    [Theory, MemberData(nameof(EachOp))]
    public void The_scale_is_the_callers(string op, KernelTarget target, ElementType element)
    {
        foreach (float scale in (float[])[1, -2.5f, 0])
            Numeric.MatchesOracle(op, Inputs.Random(op, Shape, element) with { Scale = scale }, target);
    }

    [Theory, MemberData(nameof(EachTarget))]
    public void Equal_gates_make_the_ops_equal(KernelTarget target)
    {
        OpInputs gated = Inputs.Random("gated_delta_rule", Shape);
        float[] g = gated.Tensors["g"].Values;
        OpInputs perKey = gated.With("g", [.. gated.Tensors["g"].Shape, Shape.K], i => g[i / Shape.K]);
        Numeric.Near(Numeric.Run("gated_delta_rule", gated, target), Numeric.Run("kda", perKey, target), 1e-5);

        OpInputs open = gated.Map("g", (_, _) => 0);
        Numeric.Near(Numeric.Run("delta_rule", gated, target), Numeric.Run("gated_delta_rule", open, target), 1e-5);

        Numeric.Near(Numeric.Run("simple_gla", gated, target), Numeric.Run("gla", perKey, target), 1e-5);
        Numeric.Near(Numeric.Run("linear_attn", gated, target), Numeric.Run("simple_gla", open, target), 1e-5);
        OpInputs retained = gated.Map("g", (i, _) => MathF.Log(1 - MathF.Pow(2, -5 - (i % Shape.HV))));
        Numeric.Near(Numeric.Run("retention", gated, target), Numeric.Run("simple_gla", retained, target), 1e-5);
        OpInputs lightning = gated.Map("g", (i, _) => -8f / Shape.HV * 0.75f * (i % Shape.HV));
        Numeric.Near(Numeric.Run("lightning_attn", gated with { Layer = new(3, 12) }, target), Numeric.Run("simple_gla", lightning, target), 1e-5);
    }

    /// <summary>Each op that says more is another one where it says the same.</summary>
    [Theory, MemberData(nameof(EachTarget))]
    public void Ops_that_extend_others_contain_them(KernelTarget target)
    {
        OpInputs gated = Inputs.Random("gated_delta_rule", Shape);
        NamedTensor k = gated.Tensors["k"], v = gated.Tensors["v"], beta = gated.Tensors["beta"];
        int keyRow = Shape.H * Shape.K;
        IReadOnlyDictionary<string, NamedTensor> expected = Numeric.Run("gated_delta_rule", gated, target);
        Numeric.Near(expected, Numeric.Run("comba", gated.With("p", k.Shape, i => k.Values[i]), target), 1e-5);

        // A second step of size nothing does nothing.
        OpInputs stepped = gated.With("k", [Shape.B, 2 * Shape.T, Shape.H, Shape.K], i => k.Values[(i / (2 * keyRow) * keyRow) + (i % keyRow)]);
        int valueRow = Shape.HV * Shape.V;
        stepped = stepped.With("v", [Shape.B, 2 * Shape.T, Shape.HV, Shape.V], i => v.Values[(i / (2 * valueRow) * valueRow) + (i % valueRow)]);
        stepped = stepped.With("beta", [Shape.B, 2 * Shape.T, Shape.HV], i => i / Shape.HV % 2 == 0 ? beta.Values[(i / (2 * Shape.HV) * Shape.HV) + (i % Shape.HV)] : 0);
        Numeric.Near(expected, Numeric.Run("gated_delta_product", stepped, target), 1e-5);

        OpInputs perKey = Inputs.Random("kda", Shape);
        float[] sizes = perKey.Tensors["beta"].Values;
        OpInputs gates = perKey
            .With("b", [Shape.B, Shape.T, Shape.HV, Shape.K], i => sizes[i / Shape.K])
            .With("w", [Shape.B, Shape.T, Shape.HV, Shape.V], i => sizes[i / Shape.V]);
        Numeric.Near(Numeric.Run("kda", perKey, target), Numeric.Run("gdn2", gates, target), 1e-5);

        // What a reads of the state before it decays, b takes away again.
        OpInputs low = Inputs.Random("dplr_delta_rule", Shape);
        Numeric.Near(Numeric.Run("gla", low, target), Numeric.Run("dplr_delta_rule", low.Map("b", (_, _) => 0), target), 1e-5);
        Numeric.Near(Numeric.Run("iplr_delta_rule", low, target), Numeric.Run("dplr_delta_rule", low.Map("g", (_, _) => 0), target), 1e-5);
        OpInputs receptance = low with { Tensors = new Dictionary<string, NamedTensor>(low.Tensors) { ["w"] = low.Tensors["g"] } };
        Numeric.Near(Numeric.Run("dplr_delta_rule", low with { Scale = 1 }, target), Numeric.Run("rwkv7", receptance, target), 1e-6);
    }

    /// <summary>A bonus of one before an update that keeps everything is linear attention.</summary>
    [Theory, MemberData(nameof(EachTarget))]
    public void A_bonus_of_one_is_the_tokens_own_update(KernelTarget target)
    {
        OpInputs inputs = Inputs.Random("rwkv6", Shape).Map("u", (_, _) => 1).Map("w", (_, _) => 0);
        Numeric.Near(Numeric.Run("linear_attn", inputs, target), Numeric.Run("rwkv6", inputs, target), 1e-5);
    }

    /// <summary>With values of one the weights of the past sum to one.</summary>
    [Theory, MemberData(nameof(EachTarget))]
    public void Normalised_weights_sum_to_one(KernelTarget target)
    {
        OpInputs inputs = Inputs.Random("linear_attn_normalized", Shape, state: false).Map("v", (_, _) => 1);
        Assert.All(Numeric.Run("linear_attn_normalized", inputs, target)["o"].Values, o => Assert.Equal(1, o, 1e-4));
    }

    [Theory, MemberData(nameof(EachOp))]
    public void A_state_carries_a_sequence_on(string op, KernelTarget target, ElementType element)
    {
        OpShape shape = new(1, 37, 1, 2, 20, 12);
        OpInputs whole = Inputs.Random(op, shape, element);
        IReadOnlyDictionary<string, NamedTensor> expected = Numeric.Op(op).Oracle(whole);
        NamedTensor state = whole.Tensors["h0"];
        NamedTensor? sums = whole.Tensors.TryGetValue("z0", out NamedTensor? z) ? z : null;
        List<float> o = [];
        foreach (Range part in (Range[])[0..1, 1..2, 2..21, 21..37])
        {
            IReadOnlyDictionary<string, NamedTensor> outputs = Numeric.Run(op, Part(whole, part, state, sums), target);
            o.AddRange(outputs["o"].Values);
            state = outputs["ht"];
            sums = outputs.GetValueOrDefault("zt");
        }
        Dictionary<string, NamedTensor> joined = new() { ["o"] = new(expected["o"].Shape, [.. o]), ["ht"] = state };
        if (sums is not null)
            joined["zt"] = sums;
        Numeric.Near(expected, joined, Accuracy.Tolerance(element));
    }

    private static OpInputs Part(OpInputs whole, Range tokens, NamedTensor state, NamedTensor? sums)
    {
        OpInputs part = whole.With("h0", state.Shape, i => state.Values[i]);
        if (sums is not null)
            part = part.With("z0", sums.Shape, i => sums.Values[i]);
        foreach ((string name, NamedTensor tensor) in whole.OfTokens())
        {
            int all = (int)whole.Tensors["q"].Shape[1], row = tensor.Values.Length / all;
            (int start, int length) = tokens.GetOffsetAndLength(all);
            part = part.With(name, [1, (int)tensor.Shape[1] / all * length, .. tensor.Shape[2..]], i => tensor.Values[start * row + i]);
        }
        return part;
    }
}
