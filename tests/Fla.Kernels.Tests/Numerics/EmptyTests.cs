namespace Fla.Kernels.Tests;

/// <summary>Tensors without elements.</summary>
public class EmptyTests
{
    public static IEnumerable<object[]> EachOp => Targets.Product(Targets.Ops, Targets.All, Targets.Elements);

    [Theory, MemberData(nameof(EachOp))]
    public void No_tokens_keep_the_state(string op, KernelTarget target, ElementType element)
    {
        OpInputs inputs = Inputs.Random(op, new(2, 0, 1, 2, 5, 7), element);
        IReadOnlyDictionary<string, NamedTensor> outputs = Numeric.Run(op, inputs, target);
        Assert.Empty(outputs["o"].Values);
        Assert.Equal(inputs.Tensors["h0"].Values, outputs["ht"].Values);
    }

    [Theory, MemberData(nameof(EachOp))]
    public void No_tokens_and_no_state_give_zeros(string op, KernelTarget target, ElementType element)
    {
        OpInputs inputs = Inputs.Random(op, new(2, 0, 1, 2, 5, 7), element, state: false);
        Assert.Equal(new float[2 * 2 * 5 * 7], Numeric.Run(op, inputs, target)["ht"].Values);
    }

    [Theory, MemberData(nameof(EachOp))]
    public void Only_empty_sequences(string op, KernelTarget target, ElementType element)
    {
        OpInputs inputs = Inputs.Random(op, new(1, 0, 1, 1, 5, 7), element, cuSeqlens: [0, 0, 0, 0]);
        Assert.Equal(inputs.Tensors["h0"].Values, Numeric.Run(op, inputs, target)["ht"].Values);
    }

    [Theory, MemberData(nameof(EachOp))]
    public void No_batch_no_heads_no_values(string op, KernelTarget target, ElementType element)
    {
        foreach (OpShape shape in (OpShape[])[new(0, 4, 1, 1, 5, 7), new(1, 4, 0, 0, 5, 7), new(1, 4, 1, 0, 5, 7), new(1, 4, 1, 1, 5, 0)])
        {
            IReadOnlyDictionary<string, NamedTensor> outputs = Numeric.Run(op, Inputs.Random(op, shape, element), target);
            Assert.Empty(outputs["o"].Values);
            Assert.Empty(outputs["ht"].Values);
        }
    }
}
