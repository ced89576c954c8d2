namespace Fla.Kernels.Tests;

/// <summary>Every shape a caller may bring, against the oracle on the same rounded inputs.</summary>
public class ShapeTests
{
    public static IEnumerable<object[]> Lengths =>
        Targets.Product(Targets.Ops, Targets.All, Targets.Elements, (int[])[1, 2, 15, 16, 17, 31, 32, 33, 64, 65, 97]);

    public static IEnumerable<object[]> HeadDims =>
        Targets.Product(Targets.Ops, Targets.All, Targets.Elements, (int[])[1, 3, 32, 33, 60, 64, 100], (int[])[1, 32, 60, 100]);

    public static IEnumerable<object[]> EachOp => Targets.Product(Targets.Ops, Targets.All, Targets.Elements);

    [Theory, MemberData(nameof(Lengths))]
    public void Any_number_of_tokens(string op, KernelTarget target, ElementType element, int t) =>
        Numeric.MatchesOracle(op, Inputs.Random(op, new(1, t, 1, 2, 20, 12), element), target);

    [Theory, MemberData(nameof(HeadDims))]
    public void Any_head_dimension(string op, KernelTarget target, ElementType element, int k, int v) =>
        Numeric.MatchesOracle(op, Inputs.Random(op, new(1, 19, 1, 1, k, v), element), target);

    [Theory, MemberData(nameof(EachOp))]
    public void The_widest_heads(string op, KernelTarget target, ElementType element) =>
        Numeric.MatchesOracle(op, Inputs.Random(op, new(1, 18, 1, 1, 256, 200), element), target);

    [Theory, MemberData(nameof(EachOp))]
    public void Batches_and_shared_key_heads(string op, KernelTarget target, ElementType element) =>
        Numeric.MatchesOracle(op, Inputs.Random(op, new(3, 21, 2, 6, 16, 24), element), target);

    [Theory, MemberData(nameof(EachOp))]
    public void No_initial_state(string op, KernelTarget target, ElementType element) =>
        Numeric.MatchesOracle(op, Inputs.Random(op, new(2, 21, 2, 2, 16, 24), element, state: false), target);

    [Theory, MemberData(nameof(EachOp))]
    public void Packed_sequences(string op, KernelTarget target, ElementType element)
    {
        long[] cuSeqlens = [0, 0, 1, 17, 17, 17, 50, 51, 70, 70];
        Numeric.MatchesOracle(op, Inputs.Random(op, new(1, 70, 1, 2, 16, 24), element, cuSeqlens: cuSeqlens), target);
    }

    [Theory, MemberData(nameof(EachOp))]
    public void A_packed_sequence_gives_the_bits_it_gives_alone(string op, KernelTarget target, ElementType element)
    {
        (OpShape shape, int start, int length) = (new(1, 40, 1, 1, 16, 8), 13, 19);
        OpInputs packed = Inputs.Random(op, shape, element, cuSeqlens: [0, 13, 32, 40], state: false);
        OpInputs alone = packed with { CuSeqlens = null };
        foreach ((string name, NamedTensor tensor) in packed.OfTokens())
        {
            int row = tensor.Values.Length / shape.T, rows = (int)tensor.Shape[1] / shape.T;
            alone = alone.With(name, [1, rows * length, .. tensor.Shape[2..]], i => tensor.Values[start * row + i]);
        }

        float[] all = Numeric.Run(op, packed, target)["o"].Values;
        float[] one = Numeric.Run(op, alone, target)["o"].Values;
        Assert.Equal(Numeric.Bits(all.AsSpan(start * shape.V, length * shape.V)), Numeric.Bits(one));
    }
}
