using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>What gated slot attention refuses, before it writes anything.</summary>
public class SlotContractTests
{
    private static readonly Dictionary<string, nint[]> Shapes = new()
    {
        ["q"] = [1, 5, 2, 8],
        ["k"] = [1, 5, 2, 8],
        ["v"] = [1, 5, 4, 6],
        ["s"] = [1, 5, 4, 3],
        ["g"] = [1, 5, 4, 3],
        ["initialKeyState"] = [1, 4, 8, 3],
        ["initialValueState"] = [1, 4, 3, 6],
        ["o"] = [1, 5, 4, 6],
        ["finalKeyState"] = [1, 4, 8, 3],
        ["finalValueState"] = [1, 4, 3, 6],
    };

    [Theory]
    [InlineData("q", new[] { 1, 5, 2, 300 }, "1 ≤ K ≤ 256")]
    [InlineData("k", new[] { 1, 5, 2, 9 }, "[1, 5, 2, 8]")]
    [InlineData("v", new[] { 1, 5, 3, 6 }, "HV a multiple of H = 2")]
    [InlineData("s", new[] { 1, 5, 2, 3 }, "[1, 5, 4, M]")]
    [InlineData("s", new[] { 1, 5, 4 }, "[1, 5, 4, M]")]
    [InlineData("s", new[] { 1, 5, 4, 0 }, "1 ≤ M ≤ 256")]
    [InlineData("s", new[] { 1, 5, 4, 257 }, "1 ≤ M ≤ 256")]
    [InlineData("g", new[] { 1, 5, 4, 8 }, "[1, 5, 4, 3]")]
    [InlineData("initialKeyState", new[] { 1, 4, 3, 8 }, "[1, 4, 8, 3]")]
    [InlineData("initialValueState", new[] { 2, 4, 3, 6 }, "[1, 4, 3, 6]")]
    [InlineData("o", new[] { 1, 5, 4, 3 }, "[1, 5, 4, 6]")]
    [InlineData("finalKeyState", new[] { 1, 2, 8, 3 }, "[1, 4, 8, 3]")]
    [InlineData("finalValueState", new[] { 1, 4, 6, 3 }, "[1, 4, 3, 6]")]
    public void A_wrong_shape(string name, int[] shape, string expected) =>
        Refused(name, new() { [name] = New([.. shape.Select(static l => (nint)l)]) }, expected, $"got [{string.Join(", ", shape)}]");

    [Fact]
    public void Options_that_nothing_can_follow()
    {
        Dictionary<string, Tensor<float>> all = Tensors([]);
        Assert.Throws<ArgumentException>("scale", () => Run(all, float.NaN));
        Assert.Throws<ArgumentException>("options", () => Run(all, null, new() { MaxThreads = 0 }));
        foreach (OpOptions options in (OpOptions[])[new() { Variant = "nonesuch" }, new() { Target = KernelTarget.Cuda }, new() { Variant = "additive_chunk/cpu/f32-K64-BV64-C16-PerHead-After" }])
        {
            Assert.Contains("gsa", Assert.Throws<InvalidOperationException>(() => Run(all, null, options)).Message, StringComparison.Ordinal);
            Untouched(all);
        }

        Assert.Contains("[1, T, H, K]", Assert.Throws<ArgumentException>("cuSeqlens", () => Run(Tensors(new() { ["q"] = New([2, 5, 2, 8]), ["k"] = New([2, 5, 2, 8]), ["v"] = New([2, 5, 4, 6]) }), null, null, [0, 5])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("o", "s")]
    [InlineData("o", "initialValueState")]
    [InlineData("finalKeyState", "g")]
    [InlineData("finalKeyState", "initialValueState")]
    [InlineData("finalValueState", "initialKeyState")]
    [InlineData("finalValueState", "v")]
    [InlineData("finalKeyState", "initialKeyState")]
    [InlineData("finalValueState", "initialValueState")]
    public void Outputs_that_overlap(string output, string other)
    {
        float[] memory = new float[1000];
        nint[] written = Shapes[output], read = Shapes[other];
        // One element apart: not the same tensor.
        Refused(output, new() { [output] = Tensor.Create(memory, 100, written, Strides(written)), [other] = Tensor.Create(memory, 101, read, Strides(read)) }, $"overlaps {other}");
    }

    [Fact]
    public void The_observer_hears_of_the_op_once()
    {
        List<OpRun> runs = [];
        Run(Tensors([]), null, new() { Observer = runs.Add });
        OpRun run = Assert.Single(runs);
        Assert.Equal(("gsa", KernelTarget.Cpu), (run.Op, run.Target));
        Assert.Matches(@"^additive_.*PerValue-After \+ additive_.*PerKey-After$", run.Variant);
    }

    private static void Refused(string name, Dictionary<string, Tensor<float>> other, params string[] words)
    {
        Dictionary<string, Tensor<float>> all = Tensors(other);
        string message = Assert.Throws<ArgumentException>(name, () => Run(all, null)).Message;
        Assert.All(words, word => Assert.Contains(word, message, StringComparison.Ordinal));
        Untouched(all);
    }

    private static void Untouched(Dictionary<string, Tensor<float>> all) =>
        Assert.All((string[])["o", "finalKeyState", "finalValueState"], name => Assert.All(all[name], static x => Assert.Equal(0, x)));

    private static Dictionary<string, Tensor<float>> Tensors(Dictionary<string, Tensor<float>> other) =>
        Shapes.ToDictionary(static s => s.Key, s => other.TryGetValue(s.Key, out Tensor<float>? given) ? given : New(s.Value));

    private static Tensor<float> New(nint[] shape) => Tensor.CreateFromShape<float>(shape);

    private static nint[] Strides(nint[] shape)
    {
        nint[] strides = new nint[shape.Length];
        for (nint i = shape.Length - 1, step = 1; i >= 0; step *= shape[i--])
            strides[i] = shape[i] > 1 ? step : 0;
        return strides;
    }

    private static void Run(Dictionary<string, Tensor<float>> t, float? scale, OpOptions? options = null, long[]? cuSeqlens = null) => GatedSlotAttention.Forward(
        t["q"], t["k"], t["v"], t["s"], t["g"], t["o"].AsTensorSpan(), scale,
        t["initialKeyState"], t["initialValueState"], t["finalKeyState"].AsTensorSpan(), t["finalValueState"].AsTensorSpan(), cuSeqlens, options);
}
