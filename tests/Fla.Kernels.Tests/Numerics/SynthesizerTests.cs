namespace Fla.Kernels.Tests;

public class SynthesizerTests
{
    [Fact]
    public void A_large_tensor_repeats_and_begins_like_a_small_one()
    {
        const int seed = 7, rest = 5, period = Synthesizer.Period;
        float[] values = new Synthesizer(seed).Normal(2, period + rest).Values;

        Assert.Equal(new Synthesizer(seed).Normal(period).Values, values[..period]);
        Assert.Equal(values[..period], values[period..(2 * period)]);
        Assert.Equal(values[..(2 * rest)], values[(2 * period)..]);
        Assert.NotEqual(values[..(period / 2)], values[(period / 2)..period]);
    }
}
