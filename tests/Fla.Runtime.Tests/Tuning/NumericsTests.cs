using Fla.Tests.Stores;
using Fla.Tuning;

namespace Fla.Tests.Tuning;

/// <summary>FLA_NUMERICS=fixed: whatever was tuned, results have the bits of the variant that the call alone determines.</summary>
public sealed class NumericsTests
{
    private static readonly Contender[] Three = Planted.Contenders(Planted.Right);
    private static readonly Evidence[] Times = [Settings.Time(Planted.Slow, 4000), Settings.Time(Planted.Fast, 2000), Settings.Time(Planted.Rounding, 1000)];

    private static Evidence[] Classes(EvidenceOrigin origin, string slow, string fast, string rounding) =>
    [
        Settings.Gate(Planted.Slow, null, origin, slow), Settings.Gate(Planted.Fast, null, origin, fast), Settings.Gate(Planted.Rounding, null, origin, rounding),
    ];

    private static Decision Decide(DispatcherSettings settings, params Contender[] contenders) =>
        new Dispatcher(settings with { Numerics = NumericsMode.Fixed }).Resolve(Planted.Problem(), contenders.Length > 0 ? contenders : Three);

    [Fact]
    public void OnlyTheSameBitsMayWin()
    {
        DispatcherSettings settings = Settings.With([.. Times, .. Classes(EvidenceOrigin.Own, "x-1", "x-1", "x-2")]);
        Assert.Equal(Planted.Rounding, new Dispatcher(settings).Resolve(Planted.Problem(), Three).Variant);
        Decision decision = Decide(settings);
        Assert.Equal((Planted.Fast, Rung.Tuned), (decision.Variant, decision.Rung));
        Standing standing = decision.Considered.Single(static c => c.Variant == Planted.Rounding).Standing;
        Assert.Equal(StandingKind.OtherBits, standing.Kind);
        Assert.Contains(Planted.Slow.Id, standing.Reason);
    }

    /// <summary>Of whom it is not known what bits they give, none may win: neither by its time nor by the cost model.</summary>
    [Fact]
    public void WithoutClassesTheAnchorRuns()
    {
        Decision decision = Decide(Settings.With(Times));
        Assert.Equal(Planted.Slow, decision.Variant);
        Assert.Equal(2, decision.Considered.Count(static c => c.Standing.Kind == StandingKind.UnknownBits));
        Contender[] dearer = [new Contender(Planted.Slow, 9) { Work = 1 }, new Contender(Planted.Fast, 1) { Work = 9 }];
        Assert.Equal(Planted.Slow, Decide(Settings.With(), dearer).Variant);
        Assert.Equal(Planted.Fast, new Dispatcher(Settings.With()).Resolve(Planted.Problem(), dearer).Variant);
    }

    /// <summary>The same call with other threads has other estimates, and the same work.</summary>
    [Fact]
    public void TheNumberOfThreadsDoesNotMatter()
    {
        DispatcherSettings settings = Settings.With([.. Times, .. Classes(EvidenceOrigin.Own, "x-1", "x-2", "x-3")]);
        for (int threads = 1; threads <= 64; threads *= 2)
            Assert.Equal(Planted.Fast, Decide(settings, [.. Three.Select(c => c with { Cycles = c.Cycles * (c.Variant == Planted.Slow ? threads : 1), Work = c.Variant == Planted.Fast ? 1 : 2 })]).Variant);
    }

    [Fact]
    public void OtherSegmentsAreOtherBits()
    {
        DispatcherSettings settings = Settings.With([.. Times, .. Classes(EvidenceOrigin.Own, "x-1", "x-1", "x-1")]);
        Contender[] cut = [Three[0], Three[1], Three[2] with { Segments = 4 }];
        Assert.Equal((Planted.Rounding, Planted.Fast), (Decide(settings).Variant, Decide(settings, cut).Variant));
    }

    /// <summary>Hashes of other trials say nothing about each other.</summary>
    [Fact]
    public void ClassesOfAnotherGateAreNotComparable() =>
        Assert.Equal(Planted.Slow, Decide(Settings.With([.. Times, .. Classes(EvidenceOrigin.Own, "x-1", "y-1", "y-1")])).Variant);

    /// <summary>Somebody else says that all give the same bits: it is found out here, for the winner and for the one whose bits they must be.</summary>
    [Theory]
    [InlineData("x-1", "rounding")]
    [InlineData("x-2", "fast")]
    public void WhatOthersSayIsFoundOut(string rounding, string winner)
    {
        List<string> proven = [];
        Evidence[] foreign = [.. Times.Concat(Classes(EvidenceOrigin.Foreign, "x-1", "x-1", "x-1")).Select(static e => e.From(EvidenceOrigin.Foreign))];
        Decision decision = Decide(Settings.With(foreign) with
        {
            Prove = (_, variant) =>
            {
                proven.Add(variant.Id);
                return new(StandingKind.Admitted, Numerics: variant == Planted.Rounding ? rounding : "x-1");
            },
        });
        Assert.Equal($"planted/cpu/{winner}", decision.Variant!.Id);
        Assert.Contains(Planted.Slow.Id, proven);
    }

    [Fact]
    public void AnAnchorThatIsRefusedLeavesItsPlace() => Assert.Equal(
        Planted.Rounding,
        Decide(Settings.With([.. Times, .. Classes(EvidenceOrigin.Own, "x-1", "x-2", "x-2"), Settings.Gate(Planted.Slow, "wrong here")])).Variant);

    [Fact]
    public void TheGateRecordsClassesAndOnlyTheSameBitsRace()
    {
        DispatcherSettings settings = Settings.With() with
        {
            Store = new MemoryStore(),
            Policy = RacePolicy.Cpu with { Warm = TimeSpan.FromMilliseconds(20) },
            Numerics = NumericsMode.Fixed,
        };
        PlantedTunable tunable = new(Planted.BitsSpace, Planted.Right);
        TrialRequest request = new("T=4096,K=64", ElementType.Float32, Threads: 1);
        TuneReport report = new Tuner(settings).Tune(tunable, request, new() { Budget = TimeSpan.FromMilliseconds(100) });
        Assert.Null(report.Failure);
        Assert.Equal([Planted.Fast.Id, Planted.Slow.Id], report.Measured);
        ILookup<string, string?> bits = settings.Store.Find(new()).ToLookup(static e => e.Variant, static e => e.Numerics);
        Assert.Equal([2, 2, 1], new[] { Planted.Slow, Planted.Fast, Planted.Rounding }.Select(v => bits[v.Id].Count()));
        Assert.StartsWith("planted_bits-", bits[Planted.Slow.Id].First());
        Assert.Equal(2, bits.SelectMany(static b => b).Distinct().Count());
        Matchup matchup = tunable.Match(request);
        Assert.Equal(Planted.Fast, new Dispatcher(settings).Resolve(matchup.Problem, matchup.Contenders).Variant);

        Assert.Empty(new Tuner(settings).Tune(tunable, request).Measured);
        // On a machine that is busier or idler now, the others run along.
        Assert.Contains(Planted.Rounding.Id, new Tuner(settings with { Numerics = NumericsMode.Any }).Tune(tunable, request, new() { Budget = TimeSpan.FromMilliseconds(50) }).Measured);
    }

    [Theory]
    [InlineData(null, NumericsMode.Any, 0)]
    [InlineData("any", NumericsMode.Any, 0)]
    [InlineData("Fixed", NumericsMode.Fixed, 0)]
    [InlineData("bitwise", NumericsMode.Fixed, 1)]
    public void TheEnvironmentSaysWhether(string? value, NumericsMode mode, int warnings)
    {
        TuningEnvironment environment = new(name => name == "FLA_NUMERICS" ? value : null);
        Assert.Equal((mode, warnings), (environment.Numerics, environment.Warnings.Count));
    }
}
