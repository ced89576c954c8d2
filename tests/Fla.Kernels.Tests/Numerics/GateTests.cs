namespace Fla.Kernels.Tests;

/// <summary>Gates that break naive exponentials: the weak gates after a strong one must not be lost in its running sum.</summary>
public class GateTests
{
    private static readonly OpShape Shape = new(1, 80, 1, 2, 16, 12);

    private static readonly string[] Patterns =
        ["zero", "weak", "strong", "one strong", "one strong a row", "alternating", "infinite", "just under e^32", "growing"];

    public static IEnumerable<object[]> EachPattern =>
        Targets.Product((string[])["gated_delta_rule", "kda", "simple_gla", "gla", "rwkv6"], Targets.All, Targets.Elements, Patterns);

    [Theory, MemberData(nameof(EachPattern))]
    public void Any_gates(string op, KernelTarget target, ElementType element, string pattern)
    {
        OpInputs inputs = Inputs.Random(op, Shape, element);
        string gates = Numeric.Gates(inputs)!;
        int row = inputs.Tensors[gates].Values.Length / Shape.T;
        Numeric.MatchesOracle(op, inputs.Map(gates, (i, g) => Gate(pattern, i / row, i % row, g)), target);
    }

    private static float Gate(string pattern, int token, int channel, float random) => pattern switch
    {
        "zero" => 0,
        "weak" => random * 1e-4f,
        "strong" => random - 1000 / 16f,
        "one strong" => token == 21 ? -1000 : random * 0.01f,
        "one strong a row" => token % 16 == channel % 16 ? -1000 : random * 0.01f,
        "alternating" => token % 2 == 0 ? -40 : 0,
        "infinite" => token is 5 or 38 && channel % 2 == 0 ? float.NegativeInfinity : random,
        "just under e^32" => token % 16 == 0 ? -31.5f : 0,
        "growing" => 0.02f,
        _ => throw new ArgumentException(pattern),
    };
}
