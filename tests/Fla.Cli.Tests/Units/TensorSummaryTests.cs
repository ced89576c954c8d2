namespace Fla.Cli.Tests.Units;

public sealed class TensorSummaryTests
{
    [Fact]
    public void MeanMinMax() => Assert.Equal(new TensorSummary(1, -2, 4), TensorSummary.Of([-2, 1, 4]));

    [Fact]
    public void ANaNShowsEverywhere()
    {
        TensorSummary summary = TensorSummary.Of([1, float.NaN, 2]);
        Assert.True(double.IsNaN(summary.Mean) && double.IsNaN(summary.Min) && double.IsNaN(summary.Max));
    }

    [Fact]
    public void NothingHasNoMean() => Assert.True(double.IsNaN(TensorSummary.Of([]).Mean));
}
