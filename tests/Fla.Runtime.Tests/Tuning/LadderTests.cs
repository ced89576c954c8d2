using Fla.Tuning;

namespace Fla.Tests.Tuning;

public sealed class LadderTests
{
    private static readonly Problem Asked = Planted.Problem();
    private static readonly Contender[] Two = Planted.Contenders(Planted.Slow, Planted.Fast);

    private static Decision Resolve(DispatcherSettings settings, Problem? problem = null, params Contender[] contenders) =>
        new Dispatcher(settings).Resolve(problem ?? Asked, contenders.Length > 0 ? contenders : Two);

    private static Evidence[] Measured(EvidenceSite? site = null, EvidenceOrigin origin = EvidenceOrigin.Own) =>
        [Settings.Time(Planted.Slow, 4000, origin, site), Settings.Time(Planted.Fast, 1000, origin, site)];

    [Fact]
    public void NothingKnownIsLeftToTheCostModel()
    {
        Decision decision = Resolve(Settings.With());
        Assert.Equal((Planted.Slow, Rung.Heuristic), (decision.Variant, decision.Rung));
        Assert.Null(decision.Nearest);
        Assert.All(decision.Considered, static c => Assert.Equal(StandingKind.Unproven, c.Standing.Kind));
    }

    [Fact]
    public void WhatWasMeasuredHereWins()
    {
        Decision decision = Resolve(Settings.With(Measured()));
        Assert.Equal((Planted.Fast, Rung.Tuned), (decision.Variant, decision.Rung));
        Assert.Equal(Settings.Site(), decision.Decided);
    }

    /// <summary>Sizes of one bucket share results; the next bucket uses the nearest.</summary>
    [Theory]
    [InlineData(4096, Rung.Tuned)]
    [InlineData(2049, Rung.Tuned)]
    [InlineData(2048, Rung.Nearest)]
    [InlineData(4097, Rung.Nearest)]
    [InlineData(65536, Rung.Heuristic)]
    [InlineData(1, Rung.Heuristic)]
    public void SizesAreNearInOctaves(long extent, Rung rung) => Assert.Equal(rung, Resolve(Settings.With(Measured()), Planted.Problem(extent)).Rung);

    /// <summary>As if the key had not been measured: by the nearest other one, or the cost model.</summary>
    [Fact]
    public void WhatIsUnmeasuredIsLeftToItsNeighbours()
    {
        Evidence[] here = Measured(), beside = [Settings.Time(Planted.Slow, 10, site: Settings.Site(Planted.Problem(2048))), Settings.Time(Planted.Fast, 20, site: Settings.Site(Planted.Problem(2048)))];
        Matchup matchup = new(Asked, Two);
        Assert.Equal(Rung.Heuristic, new Dispatcher(Settings.With(here)).ExplainUnmeasured(matchup).Rung);
        Dispatcher dispatcher = new(Settings.With([.. here, .. beside]));
        Decision decision = dispatcher.ExplainUnmeasured(matchup);
        Assert.Equal((Planted.Slow, Rung.Nearest), (decision.Variant, decision.Rung));
        Assert.Equal((Planted.Fast, Rung.Tuned), (dispatcher.Explain(matchup).Variant, dispatcher.Explain(matchup).Rung));
    }

    [Fact]
    public void OneTokenIsNotNearTwo() =>
        Assert.Equal(Rung.Heuristic, Resolve(Settings.With(Measured(Settings.Site(Planted.Problem(2)))), Planted.Problem(1)).Rung);

    [Theory]
    [InlineData("cpu-Maker-01-03-v512", true)]
    [InlineData("cpu-Other-02-02-v512", true)]
    [InlineData("cpu-Maker-01-02-v256", false)]
    [InlineData("gpu-Maker-01-02-v512", false)]
    public void OtherDevicesAreNearWhenTheyAreAlike(string device, bool near)
    {
        Decision decision = Resolve(Settings.With(Measured(Settings.Site() with { Device = device }, EvidenceOrigin.Shipped)));
        Assert.Equal(near ? Rung.Nearest : Rung.Heuristic, decision.Rung);
        if (near)
            Assert.Equal(["device"], decision.Site.Differences(decision.Decided!));
    }

    [Theory]
    [InlineData("cuda-sm_90-132-H200-141GB", true)]
    [InlineData("cuda-sm_90-114-H100-PCIe-80GB", true)]
    [InlineData("cuda-sm_80-108-A100-80GB", false)]
    [InlineData("cuda", false)]
    [InlineData("cpu-Maker-01-02-v512", false)]
    public void OtherGpusAreNearWhenTheyAreOfOneArchitecture(string device, bool near)
    {
        Device here = new("cuda-sm_90-132-H100-80GB", "cuda-sm_90", "NVIDIA H100 80GB HBM3");
        Decision decision = Resolve(Settings.With(Measured(Settings.Site() with { Device = device }, EvidenceOrigin.Shipped)) with { Device = here });
        Assert.Equal(near ? Rung.Nearest : Rung.Heuristic, decision.Rung);
    }

    [Fact]
    public void AnUpgradeMakesResultsNeighbours()
    {
        Decision decision = Resolve(Settings.With(Measured()) with { Toolchain = Settings.Toolchain with { DotNet = "10.0.2" } });
        Assert.Equal(Rung.Nearest, decision.Rung);
        Assert.Equal(["toolchain"], decision.Site.Differences(decision.Decided!));
        Assert.Equal(StandingKind.Unproven, decision.Considered[0].Standing.Kind);
    }

    [Fact]
    public void TheNearestIsTaken()
    {
        EvidenceSite far = Settings.Site(Planted.Problem(16384)), near = Settings.Site(Planted.Problem(8192));
        Decision decision = Resolve(Settings.With([
            Settings.Time(Planted.Slow, 1000, site: far), Settings.Time(Planted.Fast, 4000, site: far), .. Measured(near)]));
        Assert.Equal((Planted.Fast, near), (decision.Variant, decision.Decided));
    }

    [Fact]
    public void AnotherHashIsAnotherProgram()
    {
        Evidence stale = Measured()[1];
        stale = new()
        {
            Kernel = stale.Kernel,
            Variant = stale.Variant,
            ContentHash = new string('0', 64),
            Site = stale.Site,
            Session = stale.Session,
            When = stale.When,
            Samples = stale.Samples,
        };
        Assert.Equal(Rung.Heuristic, Resolve(Settings.With(Measured()[0], stale)).Rung);
    }

    [Fact]
    public void OneTimeAloneComparesNothing() => Assert.Equal(Rung.Heuristic, Resolve(Settings.With(Measured()[1])).Rung);

    /// <summary>What others reject is gated here before it runs: their word alone takes nothing away.</summary>
    [Theory]
    [InlineData(StandingKind.Admitted, "slow")]
    [InlineData(StandingKind.Rejected, "fast")]
    [InlineData(StandingKind.Unproven, "fast")]
    public void WhatOthersRejectIsGatedFirst(StandingKind here, string winner)
    {
        DispatcherSettings settings = Settings.With(Settings.Gate(Planted.Slow, "slander", EvidenceOrigin.Foreign)) with { Prove = (_, _) => new(here, here == StandingKind.Rejected ? "wrong" : null) };
        Assert.Equal($"planted/cpu/{winner}", Resolve(settings).Variant!.Id);
        Standing told = new Dispatcher(settings).Explain(Asked, Two).Considered.Single(static c => c.Variant == Planted.Slow).Standing;
        Assert.Equal((StandingKind.Doubted, "slander"), (told.Kind, told.Reason));
    }

    [Fact]
    public void WhatOthersRejectRunsWhenNothingElseIsLeft() => Assert.Equal(
        Planted.Slow,
        Resolve(Settings.With(Settings.Gate(Planted.Slow, "slander", EvidenceOrigin.Foreign), Settings.Gate(Planted.Fast, "slander", EvidenceOrigin.Foreign))).Variant);

    [Fact]
    public void ARejectedVariantNeverRuns()
    {
        Decision decision = Resolve(Settings.With([.. Measured(), Settings.Gate(Planted.Fast, "wrong")]));
        Assert.Equal(Planted.Slow, decision.Variant);
        Assert.Equal("wrong", decision.Considered.Single(static c => c.Variant == Planted.Fast).Standing.Reason);
        Assert.Equal(Planted.Fast, Resolve(Settings.With(Settings.Gate(Planted.Slow, "wrong"))).Variant);
    }

    [Fact]
    public void ARejectionIsForItsToolchain() => Assert.Equal(
        Planted.Slow,
        Resolve(Settings.With(Settings.Gate(Planted.Slow, "wrong")) with { Toolchain = Settings.Toolchain with { DotNet = "10.0.2" } }).Variant);

    [Fact]
    public void WhenAllAreRefusedItSaysWhy()
    {
        DispatcherSettings settings = Settings.With(Settings.Gate(Planted.Slow, "first reason"), Settings.Gate(Planted.Fast, "second reason"));
        string message = Assert.Throws<InvalidOperationException>(() => Resolve(settings)).Message;
        Assert.Contains("first reason", message);
        Assert.Contains("second reason", message);
    }

    [Fact]
    public void AKnownBadVariantIsNotEvenProven()
    {
        DispatcherSettings settings = Settings.With(Measured(origin: EvidenceOrigin.Foreign)) with
        {
            KnownBad = KnownBad.Parse("planted/cpu/fast | dotnet >=10.0.0 <10.0.5, device cpu-Maker-* | rounds wrongly"),
            Prove = (_, variant) => variant == Planted.Fast ? throw new InvalidOperationException("it ran") : new(StandingKind.Admitted),
        };
        Decision decision = Resolve(settings);
        Assert.Equal(Planted.Slow, decision.Variant);
        Assert.Equal((StandingKind.KnownBad, "rounds wrongly"), (decision.Considered.Single(static c => c.Variant == Planted.Fast).Standing.Kind, decision.Considered.Single(static c => c.Variant == Planted.Fast).Standing.Reason));
    }

    [Fact]
    public void ForeignEvidenceWithoutAGateDoesNotDecide() =>
        Assert.Equal(Rung.Heuristic, Resolve(Settings.With(Measured(origin: EvidenceOrigin.Foreign))).Rung);

    [Fact]
    public void ShippedEvidenceDecidesAtOnce() => Assert.Equal(Rung.Tuned, Resolve(Settings.With(Measured(origin: EvidenceOrigin.Shipped))).Rung);

    [Fact]
    public void OwnTimesComeBeforeOthers()
    {
        Evidence[] others = [Settings.Time(Planted.Slow, 10, EvidenceOrigin.Shipped), Settings.Time(Planted.Fast, 100, EvidenceOrigin.Shipped)];
        Assert.Equal(Planted.Fast, Resolve(Settings.With([.. others, .. Measured()])).Variant);
    }

    [Fact]
    public void TheOrderOfEvidenceAndContendersDecidesNothing()
    {
        Evidence[] evidence = [Settings.Time(Planted.Slow, 1000), Settings.Time(Planted.Fast, 1001), Settings.Time(Planted.Wrong, 1002), Settings.Time(Planted.Fickle, 1001, session: "s2")];
        Contender[] contenders = Planted.Contenders(Planted.Slow, Planted.Fast, Planted.Wrong, Planted.Fickle);
        Random random = new(5);
        for (int i = 0; i < 20; i++)
        {
            random.Shuffle(evidence);
            random.Shuffle(contenders);
            Assert.Equal(Planted.Slow, Resolve(Settings.With(evidence), null, contenders).Variant);
        }
    }

    [Fact]
    public void ASeenProblemIsFoundWithoutAllocation()
    {
        Dispatcher dispatcher = new(Settings.With(Measured()));
        dispatcher.Resolve(Asked, Two);
        Problem again = Planted.Problem();
        dispatcher.TryFind(again, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Assert.True(dispatcher.TryFind(again, out _));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void EverNewProblemsDoNotGrowTheTable()
    {
        Dispatcher dispatcher = new(Settings.With());
        for (int i = 1; i <= 5000; i++)
            dispatcher.Resolve(Planted.Problem(i), Two);
        Assert.False(dispatcher.TryFind(Planted.Problem(1), out _));
        Assert.True(dispatcher.TryFind(Planted.Problem(5000), out _));
    }
}
