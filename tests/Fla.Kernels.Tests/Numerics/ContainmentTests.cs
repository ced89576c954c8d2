namespace Fla.Kernels.Tests;

/// <summary>
/// A bad number stays in its own sequence and heads, from the start of its chunk (of at most 64 tokens) on; everything else
/// keeps its bits. And it is not swallowed.
/// </summary>
public class ContainmentTests
{
    private const int LargestChunk = 64;
    private const int Sequence = 1, Head = 1;

    private static readonly OpShape Shape = new(1, 120, 2, 4, 10, 6);
    private static readonly long[] CuSeqlens = [0, 17, 110, 110, 120];

    public static IEnumerable<object[]> EachTensor => Targets.Product(
        Targets.Ops, Targets.All, Targets.Elements,
        (string[])["q", "k", "v", "g", "w", "beta", "a", "b", "p", "h0"], (int[])[0, 85], (float[])[float.NaN, float.PositiveInfinity]);

    [Theory, MemberData(nameof(EachTensor))]
    public void A_bad_number_is_contained(string op, KernelTarget target, ElementType element, string tensor, int token, float bad)
    {
        OpInputs inputs = Inputs.Random(op, Shape, element, cuSeqlens: CuSeqlens);
        if (!inputs.Tensors.TryGetValue(tensor, out NamedTensor? victim))
            return;
        int row = tensor == "h0" ? Sequence : (int)CuSeqlens[Sequence] + token;
        int heads = (int)victim.Shape[tensor == "h0" ? 1 : 2];
        int width = (int)victim.Shape.Skip(tensor == "h0" ? 2 : 3).Aggregate(1L, (count, length) => count * length);
        int steps = tensor == "h0" ? 1 : (int)victim.Shape[1] / Shape.T;
        int index = ((row * steps * heads) + Head) * width + width / 2;

        IReadOnlyDictionary<string, NamedTensor> clean = Numeric.Run(op, inputs, target);
        IReadOnlyDictionary<string, NamedTensor> dirty = Numeric.Run(op, inputs.Map(tensor, (i, x) => i == index ? bad : x), target);

        int firstHead = heads == Shape.H ? Head * (Shape.HV / Shape.H) : Head;
        int endHead = heads == Shape.H ? firstHead + Shape.HV / Shape.H : Head + 1;
        int firstToken = (int)CuSeqlens[Sequence] + (tensor == "h0" ? 0 : token / LargestChunk * LargestChunk);
        AssertBits(clean["o"], dirty["o"], (t, head) =>
            t >= firstToken && t < CuSeqlens[Sequence + 1] && head >= firstHead && head < endHead);
        AssertBits(clean["ht"], dirty["ht"], (n, head) => n == Sequence && head >= firstHead && head < endHead);

        // With a bonus a token reads before it forgets.
        int seen = tensor == "h0" ? firstToken : tensor == "w" ? row + 1 : row;
        Assert.Contains(Rows(dirty["o"], seen, firstHead), value => !float.IsFinite(value));
    }

    /// <summary>Compares rows [first, head] of two tensors, but those that may be dirty.</summary>
    private static void AssertBits(NamedTensor clean, NamedTensor dirty, Func<int, int, bool> mayDiffer)
    {
        bool states = clean.Shape[0] != 1;
        for (int first = 0; first < clean.Shape[states ? 0 : 1]; first++)
            for (int head = 0; head < Shape.HV; head++)
                if (!mayDiffer(first, head))
                    Assert.Equal(Numeric.Bits(Rows(clean, first, head)), Numeric.Bits(Rows(dirty, first, head)));
    }

    private static float[] Rows(NamedTensor tensor, int first, int head)
    {
        int width = (int)(tensor.Shape[0] != 1 ? tensor.Shape[2] * tensor.Shape[3] : tensor.Shape[3]);
        return tensor.Values[((first * Shape.HV + head) * width)..][..width];
    }
}
