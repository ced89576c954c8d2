using System.Diagnostics;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Tunes problems one after the other. The time to measure is shared out over those that are left to do.</summary>
internal sealed class TuneSession
{
    private static readonly TimeSpan PerProblem = new TuneOptions().Budget;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    private readonly Dispatcher dispatcher;
    private readonly Tuner tuner;

    public TuneSession(KernelTarget target)
    {
        dispatcher = target == KernelTarget.Cuda ? Environment().ForCuda(CudaDevice.Open()) : Environment().ForCpu();
        tuner = new Tuner(dispatcher.Settings, TuningEnvironment.Current.Folder);
    }

    public IEvidenceStore Store => dispatcher.Settings.Store;

    /// <summary>Where what is measured goes.</summary>
    public string Location
    {
        get
        {
            using IEvidenceStore own = Environment().OwnStore();
            return own.Location;
        }
    }

    public bool Again { get; init; }

    public bool Retry { get; init; }

    /// <summary>Time for all problems together, without gates and warming up; null for the usual time for each.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>The environment of whoever asks to measure: neither FLA_TUNE=off nor a snapshot keeps it from that.</summary>
    private static TuningEnvironment Environment() =>
        new(static name => name is "FLA_TUNE" or "FLA_TUNE_SNAPSHOT" ? null : System.Environment.GetEnvironmentVariable(name));

    /// <summary>How many of the problems there is something to measure for.</summary>
    public int CountPending(IEnumerable<TuneProblem> problems) => problems.Count(IsPending);

    /// <summary>Tunes the problems in their order.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted; outcomes so far were given.</exception>
    public IEnumerable<TuneOutcome> Run(IReadOnlyList<TuneProblem> problems, ITuneWatcher watcher, CancellationToken cancellation)
    {
        int left = CountPending(problems);
        TimeSpan remaining = Budget ?? PerProblem * left;
        foreach (TuneProblem problem in problems)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!IsPending(problem))
            {
                yield return Told(watcher, new(problem, Explain(problem), null, TimeSpan.Zero));
                continue;
            }

            var clock = new RaceClock(watcher);
            TimeSpan share = remaining / Math.Max(1, left--);
            watcher.Begin(problem);
            long start = Stopwatch.GetTimestamp();
            TuneReport report = tuner.Tune(problem.Tunable, problem.Request, Options(share > Least ? share : Least, clock), cancellation);
            remaining -= clock.Elapsed;
            dispatcher.Forget();
            yield return Told(watcher, new(problem, Explain(problem), report, Stopwatch.GetElapsedTime(start)));
        }
    }

    /// <summary>What this user measured for a problem, and what was rejected on the way.</summary>
    public IEnumerable<Evidence> EvidenceOf(TuneOutcome outcome)
    {
        EvidenceSite site = outcome.Decision.Site;
        Dictionary<string, string> hashes = outcome.Decision.Considered.ToDictionary(c => c.Variant.Id, c => c.Variant.ContentHash);
        return Store.Find(new() { Element = site.Element, Device = site.Device, Toolchain = site.Toolchain })
            .Where(e => e.Origin == EvidenceOrigin.Own && hashes.GetValueOrDefault(e.Variant) == e.ContentHash)
            .Where(e => e.Rejection is not null || e.Site == site);
    }

    private static TuneOutcome Told(ITuneWatcher watcher, TuneOutcome outcome)
    {
        watcher.End(outcome);
        return outcome;
    }

    private TuneOptions Options(TimeSpan budget, RaceClock clock) => new() { Budget = budget, Again = Again, Retry = Retry, Progress = clock.Report };

    private Decision Explain(TuneProblem problem) => dispatcher.Explain(problem.Matchup.Problem, problem.Matchup.Contenders);

    private bool IsPending(TuneProblem problem)
    {
        Decision decision = Explain(problem);
        if (Retry && decision.Considered.Any(c => c.Standing.Kind == StandingKind.Rejected))
            return true;
        if (decision.Considered.Any(c => c.Standing.Kind == StandingKind.UnknownBits))
            return true;
        Consideration[] alive = [.. decision.Considered.Where(c => !c.Standing.IsRefused)];
        return alive.Length > 0 && (Again || decision.Rung != Rung.Tuned || alive.Any(c => c.Time is null));
    }

    /// <summary>How long a race took, without gate and warming up.</summary>
    private sealed class RaceClock(ITuneWatcher watcher)
    {
        private long first, last;
        private int rounds;

        public TimeSpan Elapsed => rounds > 1 ? Stopwatch.GetElapsedTime(first, last) * rounds / (rounds - 1) : TimeSpan.Zero;

        public void Report(TuneProgress progress)
        {
            if (progress.Phase == "race")
            {
                last = Stopwatch.GetTimestamp();
                first = rounds++ == 0 ? last : first;
            }

            watcher.Report(progress);
        }
    }
}
