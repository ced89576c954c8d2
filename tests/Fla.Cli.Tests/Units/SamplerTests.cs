namespace Fla.Cli.Tests.Units;

public sealed class SamplerTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(50);


    [Fact]
    public void QuantilesInterpolate()
    {
        var samples = new Samples([1, 2, 3, 4], 1, 0, 9);
        Assert.Equal(2.5, samples.Median);
        Assert.Equal(1, samples.Quantile(0));
        Assert.Equal(1.3, samples.Quantile(0.1), 12);
        Assert.Equal(4, samples.Quantile(1));
        Assert.Equal(7, new Samples([7], 1, 0, 9).Quantile(0.9));
    }

    [Fact]
    public void ShortCallsAreBatched()
    {
        Samples samples = Sampler.Measure(() => Thread.SpinWait(20), Budget, new Progress(wanted: false));
        Assert.InRange(samples.Batch, 100, 1_000_000);
        Assert.InRange(samples.Sorted.Length, 5, 2000);
    }

    [Fact]
    public void LongCallsAreNot()
    {
        Samples samples = Sampler.Measure(() => Thread.Sleep(2), Budget, new Progress(wanted: false));
        Assert.Equal(1, samples.Batch);
        Assert.InRange(samples.Median, 1.9, 100);
    }

    [Fact]
    public void SamplesWithAGarbageCollectionDoNotCount()
    {
        int call = 0;
        Samples samples = Sampler.Measure(
            () =>
            {
                Thread.Sleep(2);
                if (++call % 2 == 0)
                    GC.Collect(0);
            },
            Budget,
            new Progress(wanted: false));
        Assert.InRange(samples.Rejected, 2, 1000);
    }

    [Fact]
    public void OnlyCollectionsIsAnError() => Assert.Throws<CliException>(() =>
        Sampler.Measure(() => GC.Collect(0), TimeSpan.FromMilliseconds(10), new Progress(wanted: false)));
}
