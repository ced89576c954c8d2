namespace Fla.Kernels.Tests;

/// <summary>Arguments that change the formula, and identities between the ops.</summary>
public class MeaningTests
{
    private static readonly OpShape Shape = new(2, 35, 2, 4, 20, 12);

    public static IEnumerable<object[]> EachOp => Targets.Product(Targets.Ops, Targets.All, Targets.Elements);

    public static IEnumerable<object[]> EachTarget => Targets.Product(Targets.All);

    [Theory, MemberData(nameof(EachOp))]
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
    }

    [Theory, MemberData(nameof(EachOp))]
    public void A_state_carries_a_sequence_on(string op, KernelTarget target, ElementType element)
    {
        OpShape shape = new(1, 37, 1, 2, 20, 12);
        OpInputs whole = Inputs.Random(op, shape, element);
        IReadOnlyDictionary<string, NamedTensor> expected = Numeric.Op(op).Oracle(whole);
        NamedTensor state = whole.Tensors["h0"];
        List<float> o = [];
        foreach (Range part in (Range[])[0..1, 1..2, 2..21, 21..37])
        {
            IReadOnlyDictionary<string, NamedTensor> outputs = Numeric.Run(op, Part(whole, part, state), target);
            o.AddRange(outputs["o"].Values);
            state = outputs["ht"];
        }
        Dictionary<string, NamedTensor> joined = new() { ["o"] = new(expected["o"].Shape, [.. o]), ["ht"] = state };
        Numeric.Near(expected, joined, Accuracy.Tolerance(element));
    }

    private static OpInputs Part(OpInputs whole, Range tokens, NamedTensor state)
    {
        OpInputs part = whole.With("h0", state.Shape, i => state.Values[i]);
        foreach ((string name, NamedTensor tensor) in whole.Tensors.Where(tensor => tensor.Key != "h0"))
        {
            (int start, int length) = tokens.GetOffsetAndLength((int)tensor.Shape[1]);
            int row = tensor.Values.Length / (int)tensor.Shape[1];
            part = part.With(name, [1, length, .. tensor.Shape[2..]], i => tensor.Values[start * row + i]);
        }
        return part;
    }
}
