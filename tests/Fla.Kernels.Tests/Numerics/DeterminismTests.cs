namespace Fla.Kernels.Tests;

public class DeterminismTests
{
    public static IEnumerable<object[]> EachOp => Targets.Product(Targets.Ops, Targets.All, Targets.Elements);

    [Theory, MemberData(nameof(EachOp))]
    public void The_bits_do_not_depend_on_threads(string op, KernelTarget target, ElementType element)
    {
        OpInputs inputs = Inputs.Random(op, new(2, 37, 1, 3, 20, 40), element);
        IReadOnlyDictionary<string, NamedTensor> one = Numeric.Run(op, inputs, target, threads: 1);
        foreach (int? threads in (int?[])[1, 2, 3, null])
            Numeric.SameBits(one, Numeric.Run(op, inputs, target, threads: threads));
    }

    [Theory, MemberData(nameof(EachOp))]
    public void Calls_at_the_same_time_do_not_disturb_each_other(string op, KernelTarget target, ElementType element)
    {
        OpInputs[] inputs = [.. Enumerable.Range(0, 6).Select(seed => Inputs.Random(op, new(1, 20, 1, 2, 20, 10), element, seed))];
        IReadOnlyDictionary<string, NamedTensor>[] alone = [.. inputs.Select(input => Numeric.Run(op, input, target))];
        Parallel.For(0, 24, i => Numeric.SameBits(alone[i % 6], Numeric.Run(op, inputs[i % 6], target)));
    }

    [Theory, MemberData(nameof(EachOp))]
    public void A_batch_gives_the_bits_of_its_members(string op, KernelTarget target, ElementType element)
    {
        OpInputs both = Inputs.Random(op, new(2, 20, 1, 2, 20, 10), element);
        float[] expected = Numeric.Run(op, both, target)["o"].Values;
        OpInputs second = both;
        foreach ((string name, NamedTensor tensor) in both.Tensors.Where(static t => t.Key != "u"))
            second = second.With(name, [1, .. tensor.Shape[1..]], i => tensor.Values[tensor.Values.Length / 2 + i]);
        Assert.Equal(Numeric.Bits(expected.AsSpan(expected.Length / 2)), Numeric.Bits(Numeric.Run(op, second, target)["o"].Values));
    }
}
