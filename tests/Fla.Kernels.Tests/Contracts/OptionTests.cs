namespace Fla.Kernels.Tests;

public class OptionTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_scale_that_is_not_finite_is_refused(float scale) => new Call { Scale = scale }.Refused("scale", "finite", $"got {scale}");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void At_least_one_thread(int threads) =>
        new Call { Options = new() { Target = KernelTarget.Reference, MaxThreads = threads } }.Refused("options", "MaxThreads ≥ 1", $"got {threads}");

    [Fact]
    public void What_is_not_there_is_an_error_and_writes_nothing()
    {
        OpOptions[] absent = [new() { Target = KernelTarget.Cuda }, new() { Target = KernelTarget.Reference, Variant = "nonesuch" }];
        foreach (OpOptions options in absent)
        {
            Call call = new() { Options = options };
            Assert.Throws<InvalidOperationException>(call.Run);
            Assert.All(call["o"], value => Assert.Equal(Call.Untouched, value));
        }
    }

    [Fact]
    public void The_observer_hears_what_ran()
    {
        List<OpRun> runs = [];
        new Call { Options = new() { Target = KernelTarget.Reference, Observer = runs.Add } }.Run();
        OpRun run = Assert.Single(runs);
        Assert.Equal(("gated_delta_rule", KernelTarget.Reference, "reference/delta_chunk", "interpreter"), (run.Op, run.Target, run.Variant, run.ContentHash));
        Assert.True(run.Elapsed > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("reference/delta_chunk")]
    [InlineData("reference/delta_recurrent")]
    public void A_pinned_variant_is_the_one_that_runs(string variant)
    {
        string? ran = null;
        new Call { Options = new() { Target = KernelTarget.Reference, Variant = variant, Observer = run => ran = run.Variant } }.Run();
        Assert.Equal(variant, ran);
    }
}
