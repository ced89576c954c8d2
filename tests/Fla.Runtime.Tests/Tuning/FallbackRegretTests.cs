using Fla.Tuning;

namespace Fla.Tests.Tuning;

public sealed class FallbackRegretTests
{
    private static readonly EvidenceSite Here = Settings.Site();
    private static readonly EvidenceSite There = Here with { Device = "cpu-Maker-01-03-v512" };

    /// <summary>Where both were measured: there the slow one wins at T=4096 and the fast one at T=2048, here always the fast one.</summary>
    private static readonly Evidence[] Measured =
    [
        .. Race(Here, slow: 4000, fast: 1000), .. Race(There, slow: 500, fast: 700),
        .. Race(At(Here, 2048), slow: 3000, fast: 1000), .. Race(At(There, 2048), slow: 900, fast: 300),
        .. Race(At(Here, 64), slow: 100, fast: 50),
    ];

    [Fact]
    public void CostsWhatTheOthersChoiceTakesHere()
    {
        FallbackRegret regret = Of(Measured, Here, There)!;
        Assert.Equal(2, regret.Pairs);
        Assert.Equal(4, regret.Worst, 2);
        Assert.Equal(2, regret.GeometricMean, 2);
    }

    [Fact]
    public void TheOtherWayRoundIsAnotherNumber() => Assert.Equal(1.4, Of(Measured, There, Here)!.Worst, 2);

    [Fact]
    public void OtherToolchainsAreAskedLikeOtherDevices()
    {
        EvidenceSite old = Here with { Toolchain = "dotnet-9.0.1-jit" };
        Assert.Equal(4, Of([.. Race(Here, 4000, 1000), .. Race(old, 10, 20)], Here, old)!.Worst, 2);
    }

    [Fact]
    public void NothingIsSaidWhereNothingCanBe()
    {
        Assert.Null(Of(Measured, Here, Here));
        Assert.Null(Of(Race(Here, 4000, 1000), Here, There));
        Assert.Null(Of(Measured, Here, There with { Device = "cuda-sm_90-132-H100-80GB" }));
        // One variant in common compares nothing.
        Assert.Null(Of([Settings.Time(Planted.Fast, 10, site: Here), Settings.Time(Planted.Fast, 20, site: There), Settings.Time(Planted.Slow, 20, site: There)], Here, There));
    }

    [Fact]
    public void CodeOfAnotherBuildDoesNotCount() => Assert.Null(FallbackRegret.Of(Measured, [Planted.Crashing, Planted.Wrong], Here, There, 1.01));

    /// <summary>The same choice as on the ladder: a tie goes to the canonical variant.</summary>
    [Fact]
    public void TiesAreTheCostModelsToBreak() => Assert.Equal(4, Of([.. Race(Here, 4000, 1000), .. Race(There, 1005, 1000)], Here, There)!.Worst, 2);

    private static FallbackRegret? Of(IEnumerable<Evidence> evidence, EvidenceSite asked, EvidenceSite decided) =>
        FallbackRegret.Of(evidence, [Planted.Slow, Planted.Fast], asked, decided, RacePolicy.Cpu.Gain);

    private static Evidence[] Race(EvidenceSite site, long slow, long fast) =>
        [Settings.Time(Planted.Slow, slow, site: site), Settings.Time(Planted.Fast, fast, site: site)];

    private static EvidenceSite At(EvidenceSite site, long extent) => site with { Bucket = Settings.Site(Planted.Problem(extent)).Bucket };
}
