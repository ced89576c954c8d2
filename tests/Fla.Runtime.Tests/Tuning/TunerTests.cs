using System.Diagnostics;
using Fla.Tests.Stores;
using Fla.Tuning;

namespace Fla.Tests.Tuning;

/// <summary>The tuner with its real worker process.</summary>
public sealed class TunerTests
{
    private static readonly TuneOptions Quick = new() { Budget = TimeSpan.FromMilliseconds(100) };
    private static readonly TrialRequest Request = new("T=4096,K=64", ElementType.Float32, Threads: 1);

    private static DispatcherSettings Fresh(IEvidenceStore store) => Settings.With() with
    {
        Store = store,
        Policy = RacePolicy.Cpu with { Warm = TimeSpan.FromMilliseconds(20) },
    };

    [Fact]
    public void TheRightFastVariantWinsAndTheBadOnesAreRefused()
    {
        DispatcherSettings settings = Fresh(new MemoryStore());
        List<string> phases = [];
        TuneReport report = new Tuner(settings).Tune(new PlantedTunable(), Request, Quick with { Progress = p => phases.Add(p.Phase) });

        Assert.Null(report.Failure);
        Assert.Equal([Planted.Fast.Id, Planted.Slow.Id], report.Measured);
        Assert.Equal(Planted.Bad.Select(static v => v.Id).Order(), report.Rejected.Select(static r => r.Variant).Order());
        Assert.Contains("crashed", report.Rejected.Single(static r => r.Variant == Planted.Crashing.Id).Reason);
        Assert.Contains("planted", report.Rejected.Single(static r => r.Variant == Planted.Throwing.Id).Reason);
        Assert.Equal("planted: illegal address", report.Rejected.Single(static r => r.Variant == Planted.Losing.Id).Reason);
        Assert.Contains("race", phases);

        Decision decision = new Dispatcher(settings).Resolve(Planted.Problem(), Planted.Contenders(Planted.All));
        Assert.Equal((Planted.Fast, Rung.Tuned), (decision.Variant, decision.Rung));
        Assert.All(decision.Considered.Where(static c => Planted.Bad.Contains(c.Variant)), static c => Assert.Equal(StandingKind.Rejected, c.Standing.Kind));
    }

    [Fact]
    public void WhatIsKnownIsNotMeasuredAgain()
    {
        DispatcherSettings settings = Fresh(new MemoryStore());
        Tuner tuner = new(settings);
        tuner.Tune(new PlantedTunable(), Request, Quick);
        TuneReport again = tuner.Tune(new PlantedTunable(), Request, Quick);
        Assert.Empty(again.Measured);
        Assert.Empty(again.Rejected);
        Assert.Equal([Planted.Fast.Id, Planted.Slow.Id], again.Known);
    }

    /// <summary>Another content hash is another program: its evidence alone is missing.</summary>
    [Fact]
    public void AnEditedVariantIsMeasuredAlone()
    {
        DispatcherSettings settings = Fresh(new MemoryStore());
        Tuner tuner = new(settings);
        tuner.Tune(new PlantedTunable(), Request, Quick);
        Evidence[] before = [.. settings.Store.Find(new())];
        settings.Store.Remove(static e => e.Variant == Planted.Slow.Id);

        TuneReport report = tuner.Tune(new PlantedTunable(), Request, Quick with { Budget = TimeSpan.FromMilliseconds(300) });
        Evidence[] after = [.. settings.Store.Find(new())];
        Assert.Contains(Planted.Slow.Id, report.Measured);
        Assert.Equal(before.Length, after.Length);
        // Unless the yardstick showed that the machine has changed meanwhile, the other one's times are what they were.
        if (report.Measured.Count == 1)
            Assert.Contains(before.Single(static e => e.Variant == Planted.Fast.Id && e.Count > 0), after);
    }

    [Fact]
    public void WithoutAWorkerAJournalProtects()
    {
        using StoreFolder folder = new();
        DispatcherSettings settings = Fresh(new MemoryStore());
        Tuner tuner = new(settings, folder.Root, new TuneHost(new Journal(folder.Root), forceInProcess: true));
        settings.Store.Add([Settings.Gate(Planted.Crashing, "not in this process"), Settings.Gate(Planted.Losing, "not in this process")]);
        TuneReport report = tuner.Tune(new PlantedTunable(), Request, Quick);
        Assert.Null(report.Failure);
        Assert.Equal([Planted.Fast.Id, Planted.Slow.Id], report.Measured);
        Assert.Empty(Directory.EnumerateFiles(folder.Root, "*.running"));

        // A process that died while it ran a variant leaves its note behind.
        File.WriteAllText(Path.Combine(folder.Root, "2147483646.running"), Settings.Gate(Planted.Fast, "crashed the process that ran it").Line);
        settings.Store.Add(new Journal(folder.Root).Recover());
        Decision decision = new Dispatcher(settings).Resolve(Planted.Problem(), Planted.Contenders(Planted.Slow, Planted.Fast));
        Assert.Equal(Planted.Slow, decision.Variant);
        Assert.Empty(Directory.EnumerateFiles(folder.Root, "*.running"));
    }

    [Fact]
    public void CancellingKeepsWhatWasGated()
    {
        DispatcherSettings settings = Fresh(new MemoryStore());
        using CancellationTokenSource stop = new();
        TuneOptions options = Quick with { Budget = TimeSpan.FromSeconds(60), Progress = p => { if (p.Phase == "race") stop.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() => new Tuner(settings).Tune(new PlantedTunable(), Request, options, stop.Token));
        Assert.Equal(Planted.All.Length, settings.Store.Find(new EvidenceFilter { Bucket = EvidenceSite.AnyBucket }).Count);
        Assert.DoesNotContain(settings.Store.Find(new()), static e => e.Count > 0);
    }

    /// <summary>Evidence of others that praises a bad variant is proven first, in the worker.</summary>
    [Theory]
    [InlineData("wrong")]
    [InlineData("crashing")]
    public void APoisonedStoreDoesNotMakeABadVariantWin(string bad)
    {
        Planted variant = Planted.Find(bad);
        DispatcherSettings settings = Settings.With(
            Settings.Time(variant, 10, EvidenceOrigin.Foreign),
            Settings.Time(Planted.Fast, 1000, EvidenceOrigin.Foreign),
            Settings.Time(Planted.Slow, 4000, EvidenceOrigin.Foreign));
        Tuner? tuner = null;
        settings = settings with { Prove = (problem, v) => tuner!.Prove(problem, v) };
        tuner = new Tuner(settings);
        Decision decision = new Dispatcher(settings).Resolve(Planted.Problem(), Planted.Contenders(variant, Planted.Fast, Planted.Slow));
        Assert.Equal((Planted.Fast, Rung.Tuned), (decision.Variant, decision.Rung));
        Assert.Equal(StandingKind.Rejected, decision.Considered.Single(c => c.Variant == variant).Standing.Kind);
        // Proven once: the next process reads that it passed.
        Assert.Contains(settings.Store.Find(new()), static e => e.Variant == Planted.Fast.Id && e.Origin == EvidenceOrigin.Own && e.Rejection is null);
    }

    [Fact]
    public void BackgroundTuningChangesLaterCalls()
    {
        using StoreFolder folder = new();
        Dictionary<string, string> variables = new() { ["FLA_TUNE"] = "background", ["FLA_TUNE_STORE"] = Path.Combine(folder.Root, "tune.db") };
        Dispatcher dispatcher = new TuningEnvironment(variables.GetValueOrDefault).For(Settings.Device, Settings.Toolchain, RacePolicy.Cpu);
        Problem problem = Planted.Problem(5000);
        Contender[] contenders = Planted.Contenders(Planted.Slow, Planted.Fast);
        Assert.Equal((Planted.Slow, Rung.Heuristic), Of(dispatcher.Resolve(problem, contenders)));
        long start = Stopwatch.GetTimestamp();
        Decision? decision;
        while (!dispatcher.TryFind(problem, out decision) || decision.Rung != Rung.Tuned)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "nothing was tuned");
            Thread.Sleep(50);
        }

        Assert.Equal(Planted.Fast, decision.Variant);
    }

    [Fact]
    public void NowMeasuresBeforeTheFirstCall()
    {
        Dictionary<string, string> variables = new() { ["FLA_TUNE"] = "now", ["FLA_TUNE_STORE"] = "memory" };
        Dispatcher dispatcher = new TuningEnvironment(variables.GetValueOrDefault).For(
            Settings.Device, Settings.Toolchain, RacePolicy.Cpu with { Warm = TimeSpan.FromMilliseconds(20) });
        Assert.Equal((Planted.Fast, Rung.Tuned), Of(dispatcher.Resolve(Planted.Problem(), Planted.Contenders(Planted.All))));
    }

    private static (KernelVariant?, Rung) Of(Decision decision) => (decision.Variant, decision.Rung);
}
