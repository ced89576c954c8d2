namespace Fla.Kernels.Tests;

public class CatalogTests
{
    private static readonly OpOptions Reference = new() { Target = KernelTarget.Reference };

    public static IEnumerable<object[]> EachOp => Targets.Product(Targets.Ops);

    public static IEnumerable<object[]> EachOpAndElement => Targets.Product(Targets.Ops, Targets.Elements);

    [Fact]
    public void Names_are_found_exactly_and_once()
    {
        Assert.Equal([.. Targets.Ops, "gsa", .. ChannelOpTests.Ops], OpCatalog.All.Select(op => op.Name));
        Assert.False(OpCatalog.TryFind("Kda", out _));
        // Of the ops over channels one is a recurrence, the others are pieces around recurrences.
        Assert.Equal(18 + ChannelOpTests.Ops.Length - 1, OpCatalog.All.Select(op => op.Name).Distinct().Count());
    }

    [Theory, MemberData(nameof(EachOp))]
    public void A_descriptor_says_what_the_op_reads_and_writes(string name)
    {
        OpDescriptor op = Numeric.Op(name);
        string[] own = name switch
        {
            "delta_rule" => ["beta"],
            "gated_delta_rule" or "kda" or "gated_delta_product" => ["g", "beta"],
            "simple_gla" or "gla" => ["g"],
            "rwkv6" => ["w", "u"],
            "comba" => ["g", "beta", "p"],
            "gdn2" => ["g", "b", "w"],
            "iplr_delta_rule" => ["a", "b"],
            "dplr_delta_rule" => ["g", "a", "b"],
            "rwkv7" => ["w", "a", "b"],
            _ => [],
        };
        bool sums = name == "linear_attn_normalized";
        string[] states = sums ? ["h0", "z0"] : ["h0"];
        Assert.Equal(["q", "k", "v", .. own, .. states], op.Inputs.Select(tensor => tensor.Name));
        Assert.Equal(sums ? ["o", "ht", "zt"] : ["o", "ht"], op.Outputs.Select(tensor => tensor.Name));
        Assert.Equal(states, op.Inputs.Where(tensor => tensor.Optional).Select(tensor => tensor.Name));
        Assert.NotEmpty(op.Summary);
        Assert.NotEmpty(op.Paper);
    }

    [Theory, MemberData(nameof(EachOpAndElement))]
    public void Synthesised_inputs_are_seeded_rounded_and_realistic(string name, ElementType element)
    {
        OpDescriptor op = Numeric.Op(name);
        OpInputs inputs = op.Synthesize(new(2, 9, 1, 2, 16, 4), element, 3);
        OpInputs again = op.Synthesize(new(2, 9, 1, 2, 16, 4), element, 3), rounded = op.Round(inputs);
        OpInputs other = op.Synthesize(new(2, 9, 1, 2, 16, 4), element, 4);
        Assert.All(inputs.Tensors, tensor =>
        {
            Assert.Equal(tensor.Value.Values, again.Tensors[tensor.Key].Values);
            Assert.Equal(tensor.Value.Values, rounded.Tensors[tensor.Key].Values);
            Assert.NotEqual(tensor.Value.Values, other.Tensors[tensor.Key].Values);
        });
        if (inputs.Tensors.TryGetValue("beta", out NamedTensor? steps))
            Assert.All(steps.Values, beta => Assert.InRange(beta, 0, 1));
        Assert.Equal(1, inputs.Tensors["k"].Values.Take(16).Sum(x => x * x), 0.02);
        if (Numeric.Gates(inputs) is { } gates)
            Assert.All(inputs.Tensors[gates].Values, gate => Assert.True(gate < 0));
    }

    [Fact]
    public void Rounding_follows_the_contract()
    {
        OpInputs inputs = Inputs.Random("kda", new(1, 2, 1, 1, 4, 4)) with { ElementType = ElementType.BFloat16 };
        OpInputs rounded = Numeric.Op("kda").Round(inputs.Map("g", (_, _) => -1.001f).Map("v", (_, _) => 1.001f).With("do", [1], _ => 0));
        Assert.All(rounded.Tensors["g"].Values, value => Assert.Equal(-1.001f, value));
        Assert.All(rounded.Tensors["v"].Values, value => Assert.Equal(1f, value));
        Assert.False(rounded.Tensors.ContainsKey("do"));
    }

    [Fact]
    public void A_prepared_op_runs_again_with_the_same_bits()
    {
        PreparedOp prepared = Numeric.Op("kda").Prepare(Inputs.Random("kda", new(1, 20, 1, 2, 8, 8)));
        prepared.Run(Reference);
        IReadOnlyDictionary<string, NamedTensor> first = prepared.ReadOutputs();
        prepared.Run(Reference);
        Numeric.SameBits(first, prepared.ReadOutputs());
    }

    [Theory]
    [InlineData("q")]
    [InlineData("g")]
    [InlineData("beta")]
    public void A_missing_tensor_is_named(string name)
    {
        OpInputs inputs = Inputs.Random("kda", new(1, 2, 1, 1, 4, 4));
        inputs.Tensors.Remove(name);
        Assert.Contains(name, Assert.Throws<ArgumentException>(name, () => Numeric.Op("kda").Run(inputs, Reference)).Message);
        Assert.Throws<ArgumentException>(name, () => Numeric.Op("kda").Oracle(inputs));
    }

    [Fact]
    public void Hostile_shapes_are_argument_errors()
    {
        Assert.Throws<ArgumentException>("shape", () => new NamedTensor([-1, -1], [1]));
        Assert.Throws<ArgumentException>("values", () => new NamedTensor([2, 3], new float[5]));
        Assert.Throws<ArgumentException>("shape", () => new NamedTensor([long.MaxValue, long.MaxValue, 4], new float[4]));
        Assert.Throws<ArgumentException>("shape", () => new NamedTensor([0, long.MaxValue, long.MaxValue, 2], []));
    }

    [Fact]
    public void Hostile_tensors_are_argument_errors()
    {
        long[][] shapes =
            [[], [0], [1, 0, 1L << 31, 4], [0, long.MaxValue, 1, 1], [1, 0, 1, 1, 1, 1, 1, 1, 1, 1]];
        foreach (long[] shape in shapes)
        {
            NamedTensor hostile = new(shape, new float[shape.Length == 0 ? 1 : 0]);
            Dictionary<string, NamedTensor> tensors = new() { ["q"] = hostile, ["k"] = hostile, ["v"] = hostile, ["beta"] = new([0], []) };
            OpInputs inputs = new() { ElementType = ElementType.Float32, Tensors = tensors };
            Assert.ThrowsAny<ArgumentException>(() => Numeric.Op("delta_rule").Prepare(inputs));
        }
    }

    [Fact]
    public void A_state_too_large_for_an_array_is_an_argument_error()
    {
        OpInputs inputs = Inputs.Random("delta_rule", new(0, 0, 1, 1, 4, 4), state: false);
        inputs = inputs.With("q", [1 << 30, 0, 1, 4], _ => 0).With("k", [1 << 30, 0, 1, 4], _ => 0)
            .With("v", [1 << 30, 0, 1, 4], _ => 0).With("beta", [1 << 30, 0, 1], _ => 0);
        Assert.Throws<ArgumentException>("ht", () => Numeric.Op("delta_rule").Prepare(inputs));
    }
}
