namespace Fla.Kernels.Tests;

/// <summary>The oracle itself, where the answer is known by hand.</summary>
public class OracleTests
{
    [Fact]
    public void Two_tokens_of_one_channel()
    {
        (double[] o, double[] ht) = DeltaOracle.Forward(
            new(1, 2, 1, 1, 1, 1), [3, 5], [1, 2], [4, 6], [MathF.Log(0.5f), 0], [0.5f, 0.25f], [2], [], 10, normalize: false);

        // S₁ = 2·½ + ½(4 − 1) = 2.5; S₂ = 2.5 + ¼·2(6 − 2·2.5) = 3.
        Assert.Equal([10 * 3 * 2.5, 10 * 5 * 3], o, Near);
        Assert.Equal([3], ht, Near);
    }

    [Fact]
    public void A_full_step_along_a_unit_key_stores_the_value()
    {
        float[] key = [0.6f, 0.8f], value = [5, -7, 11];
        (double[] o, _) = DeltaOracle.Forward(new(1, 1, 1, 1, 2, 3), key, key, value, [], [1], [9, 9, 9, 9, 9, 9], [], 1, normalize: false);
        Assert.Equal([5, -7, 11], o, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Gates_by_key_decay_rows_of_the_state()
    {
        float half = MathF.Log(0.5f);
        (_, double[] ht) = DeltaOracle.Forward(new(1, 1, 1, 1, 2, 2), [0, 0], [0, 0], [0, 0], [half, 0], [1], [8, 8, 8, 8], [], 1, normalize: false);
        Assert.Equal([4, 4, 8, 8], ht, Near);
    }

    [Fact]
    public void Errors_are_relative_to_the_reference_and_NaN_fails()
    {
        Assert.Equal(0.5, Accuracy.RelativeError([3, 6], [6, 12]), 12);
        Assert.Equal(6, Accuracy.MaxAbsoluteError([3, 6], [6, 12]));
        Assert.Equal(0, Accuracy.RelativeError([0], [0]));
        Assert.Equal(0, Accuracy.RelativeError([], []));
        Assert.Equal(double.PositiveInfinity, Accuracy.RelativeError([1], [0]));
        Assert.Equal(double.NaN, Accuracy.RelativeError([float.NaN, 1], [1, 1]));
        Assert.Equal(double.NaN, Accuracy.MaxAbsoluteError([float.NaN, 1], [1, 1]));
        Assert.Throws<ArgumentException>("result", () => Accuracy.RelativeError([1], [1, 2]));
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-6 * (1 + Math.Abs(expected));
}
