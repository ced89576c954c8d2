using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

public class ShapeContractTests
{
    [Fact]
    public void The_unbroken_call_runs()
    {
        Call call = new();
        call.Run();
        Assert.DoesNotContain(Call.Untouched, call["o"]);
        Assert.DoesNotContain(Call.Untouched, call["finalState"]);
    }

    [Theory]
    [InlineData("q", new[] { 2, 7 }, "[B, T, H, K]")]
    [InlineData("q", new[] { 1, 5, 2, 8, 1 }, "[B, T, H, K]")]
    [InlineData("q", new[] { 1, 5, 2, 0 }, "1 ≤ K ≤ 256")]
    [InlineData("q", new[] { 1, 5, 2, 257 }, "1 ≤ K ≤ 256")]
    [InlineData("k", new[] { 1, 5, 2 }, "[1, 5, 2, 8]")]
    [InlineData("k", new[] { 2, 5, 2, 8 }, "[1, 5, 2, 8]")]
    [InlineData("k", new[] { 1, 6, 2, 8 }, "[1, 5, 2, 8]")]
    [InlineData("k", new[] { 1, 5, 1, 8 }, "[1, 5, 2, 8]")]
    [InlineData("k", new[] { 1, 5, 2, 9 }, "[1, 5, 2, 8]")]
    [InlineData("v", new[] { 1, 5, 24 }, "[1, 5, HV, V]")]
    [InlineData("v", new[] { 1, 4, 4, 6 }, "[1, 5, HV, V]")]
    [InlineData("v", new[] { 1, 5, 3, 6 }, "HV a multiple of H = 2")]
    [InlineData("g", new[] { 1, 5, 2 }, "[1, 5, 4]")]
    [InlineData("g", new[] { 1, 5, 4, 8 }, "[1, 5, 4]")]
    [InlineData("beta", new[] { 1, 5, 2 }, "[1, 5, 4]")]
    [InlineData("beta", new[] { 1, 5, 4, 1 }, "[1, 5, 4]")]
    [InlineData("initialState", new[] { 2, 4, 8, 6 }, "[1, 4, 8, 6]")]
    [InlineData("initialState", new[] { 1, 4, 6, 8 }, "[1, 4, 8, 6]")]
    [InlineData("o", new[] { 1, 5, 2, 6 }, "[1, 5, 4, 6]")]
    [InlineData("finalState", new[] { 1, 2, 8, 6 }, "[1, 4, 8, 6]")]
    public void A_wrong_shape_is_refused(string name, int[] shape, string expected) =>
        new Call().Shape(name, [.. shape.Select(length => (nint)length)])
            .Refused(name, expected, $"got [{string.Join(", ", shape)}]");

    [Fact]
    public void No_heads_for_some_value_heads_is_refused() =>
        new Call(h: 0).Refused("v", "HV a multiple of H = 0", "got [1, 5, 4, 6]");

    [Fact]
    public void Kda_needs_a_gate_for_each_key_channel()
    {
        Call c = new();
        ArgumentException error = Assert.Throws<ArgumentException>(() => KimiDeltaAttention.Forward<float>(
            c["q"], c["k"], c["v"], c["g"], c["beta"], options: c.Options));
        Assert.Equal("g", error.ParamName);
        Assert.Contains("expected [B, T, HV, K] = [1, 5, 4, 8], got [1, 5, 4]", error.Message);
    }

    [Fact]
    public void A_missing_tensor_is_refused()
    {
        Call c = new();
        ArgumentException error = Assert.Throws<ArgumentException>(() => GatedDeltaRule.Forward<float>(
            c["q"], c["k"], c["v"], default, c["beta"], options: c.Options));
        Assert.Equal("g", error.ParamName);
        Assert.Contains("got []", error.Message);
    }

    [Fact]
    public void The_allocating_form_checks_the_same()
    {
        Call c = new Call().Shape("beta", 1, 5, 2);
        Assert.Throws<ArgumentException>("beta", () => DeltaRule.Forward<float>(c["q"], c["k"], c["v"], c["beta"], options: c.Options));
    }

    [Fact]
    public void Other_element_types_are_refused()
    {
        Tensor<double> qkv = Tensor.CreateFromShape<double>([1, 5, 2, 8]), beta = Tensor.CreateFromShape<double>([1, 5, 2]);
        ArgumentException error = Assert.Throws<ArgumentException>("q", () => DeltaRule.Forward<double>(qkv, qkv, qkv, beta));
        Assert.Contains("float, BFloat16 or Half, got System.Double", error.Message);
    }

    [Fact]
    public void An_axis_over_int_is_refused()
    {
        nint[] shape = [1, unchecked((nint)2147483648L), 1, 1];
        ArgumentException error = Assert.Throws<ArgumentException>("q", () =>
        {
            ReadOnlyTensorSpan<float> endless = new([1f], 0, shape, [0, 0, 0, 0]);
            DeltaRule.Forward(endless, endless, endless, endless);
        });
        Assert.Contains("got [1, 2147483648, 1, 1]", error.Message);
    }
}
