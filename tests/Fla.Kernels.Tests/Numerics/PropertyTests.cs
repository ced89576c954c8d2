using CsCheck;

namespace Fla.Kernels.Tests;

/// <summary>Random shapes, lengths and gates: every form of every op agrees with the oracle.</summary>
public class PropertyTests
{
    private static readonly Gen<OpShape> Shapes =
        from b in Gen.Int[1, 2]
        from t in Gen.Int[0, 70]
        from h in Gen.Int[1, 2]
        from share in Gen.Int[1, 2]
        from k in Gen.Int[1, 40]
        from v in Gen.Int[1, 40]
        select new OpShape(b, t, h, h * share, k, v);

    private static readonly Gen<(OpShape Shape, int Seed, float Gate, int[] Cuts, bool Normalize, ElementType Element)> Cases =
        Gen.Select(
            Shapes, Gen.Int[0, 1000], Gen.OneOf(0f, 0.01f, 1f, 30f, 1000f), Gen.Int[0, 70].Array[0, 4], Gen.Bool,
            Gen.OneOf(Targets.Elements));

    public static IEnumerable<object[]> EachVariant => Targets.Product(
        Targets.Ops,
        (string?[])[.. Targets.All.Select(target => target.ToString()), "recurrent"]);

    [Theory, MemberData(nameof(EachVariant))]
    public void Agrees_with_the_oracle(string op, string variant) => Cases.Sample(
        c =>
        {
            (OpShape shape, long[]? cuSeqlens) = Pack(c.Shape, c.Cuts);
            OpInputs inputs = Inputs.Random(op, shape, c.Element, c.Seed, cuSeqlens);
            if (Numeric.Gates(inputs) is { } gates)
                inputs = inputs.Map(gates, (_, g) => g * c.Gate);
            // What normalises keys for one family gives them the heads of values for the other.
            if (c.Normalize && Targets.DeltaOps.Contains(op))
                inputs = inputs with { UseQkL2Norm = true };
            else if (c.Normalize)
            {
                OpInputs own = Inputs.Random(op, shape with { H = shape.HV }, c.Element, c.Seed + 1, state: false);
                foreach (string name in (string[])["k", .. Targets.LowRankOps.Contains(op) ? (string[])["a", "b"] : []])
                    inputs = inputs.With(name, [shape.B, shape.T, shape.HV, shape.K], own.Tensors[name].Values.ElementAt);
            }
            if (Enum.TryParse(variant, out KernelTarget target))
                Numeric.MatchesOracle(op, inputs, target);
            else
                Numeric.MatchesOracle(op, inputs, KernelTarget.Reference, Numeric.Recurrent(op));
        },
        iter: 60,
        threads: 1);

    /// <summary>Cuts a batch of one into sequences, some of them empty.</summary>
    private static (OpShape Shape, long[]? CuSeqlens) Pack(OpShape shape, int[] cuts) => cuts.Length == 0
        ? (shape, null)
        : (shape with { B = 1 }, [0, .. cuts.Select(cut => (long)Math.Min(cut, shape.T)).Order(), shape.T]);
}
