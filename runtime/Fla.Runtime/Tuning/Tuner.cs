using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Fla.Tuning;

/// <summary>
/// Finds out what is not known about a problem: gates the variants that are not proven here, races those that have no times, and stores
/// what it saw. It decides nothing; dispatch reads the evidence.
/// </summary>
public sealed class Tuner
{
    /// <summary>A yardstick that runs this much faster or slower than when it was measured: the machine has changed, old times compare no more.</summary>
    private const double Drift = 1.1;

    /// <summary>How long to wait for another process that tunes; then both do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DispatcherSettings _settings;
    private readonly TuneHost _host;
    private readonly string? _folder;

    /// <summary>A tuner.</summary>
    /// <param name="settings">Device, toolchain and store.</param>
    /// <param name="folder">
    /// A folder for the lock by which processes take turns, and for notes of what is running in programs that cannot start a worker
    /// process; null for neither.
    /// </param>
    public Tuner(DispatcherSettings settings, string? folder = null) : this(settings, folder, new TuneHost(folder is null ? null : new Journal(folder)))
    {
    }

    internal Tuner(DispatcherSettings settings, string? folder, TuneHost host) => (_settings, _folder, _host) = (settings, folder, host);

    /// <summary>
    /// A tuner for this process's CPU, its store and its lock. Calls that were dispatched before see what it measures after
    /// <see cref="Dispatcher.Forget"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The environment asks for a snapshot that is not there, or was altered.</exception>
    public static Tuner ForCpu() => new(Dispatchers.Cpu.Settings, TuningEnvironment.Current.Folder);

    /// <summary>Measures what is missing for a call.</summary>
    /// <param name="tunable">The op or kernel.</param>
    /// <param name="request">The call.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it; what was gated by then is kept.</param>
    /// <exception cref="ArgumentException">The shape is not understood.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public TuneReport Tune(Tunable tunable, TrialRequest request, TuneOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tunable);
        ArgumentNullException.ThrowIfNull(request);
        options ??= new();
        Matchup matchup = tunable.Match(request);
        using Activity? span = FlaActivities.Source.StartActivity("tune");
        span?.SetTag("fla.problem", matchup.Problem.ToString());
        // Races that run together disturb each other; and who waited finds the other's evidence, and so decides alike.
        using FileStream? turn = TakeTurn(cancellation);
        Findings findings = new(_settings, matchup, tunable.Name, options.Retry);
        if (Classify(tunable, request, options, findings, cancellation) is { } obstacle)
            return findings.Report(obstacle);
        string[] racers = findings.Racers(options.Again);
        if (racers.Length == 0)
            return findings.Report(null);

        FlaEventSource.Log.RaceStarted(matchup.Problem.ToString(), racers.Length);
        long start = Stopwatch.GetTimestamp();
        string? failure = Run(tunable, request, options, findings, racers, cancellation);
        if (failure is null && findings.HasDrifted(Drift))
        {
            findings.ForgetTimes();
            failure = Run(tunable, request, options, findings, findings.Racers(again: true), cancellation);
        }

        if (failure is null)
            findings.Store();
        else
            FlaEventSource.Log.Degraded($"{matchup.Problem}: {failure}");
        FlaEventSource.Log.RaceFinished(matchup.Problem.ToString(), racers.Length, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return findings.Report(failure);
    }

    /// <summary>Gates one variant for a problem, unless that was done before, and stores the result.</summary>
    public Proof Prove(in Problem problem, KernelVariant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        if (Tunables.Find(problem.Space.Name) is not { } tunable || !tunable.RunsOn(_settings.Target) || tunable.ShapeOf(problem) is not { } shape)
            return Proof.Unavailable;
        using Activity? span = FlaActivities.Source.StartActivity("gate");
        span?.SetTag("fla.variant", variant.Id);
        TrialRequest request = TrialRequest.For(_settings, shape, problem);
        Findings findings = new(_settings, new(problem, [new(variant, 0)]), tunable.Name, retry: false);
        string? failure = _host.Run(
            Job(tunable, request, new()) with { Gate = [variant.Id] }, findings.Rejection, findings.Heard, politely: false, CancellationToken.None);
        if (failure is not null)
        {
            FlaEventSource.Log.Degraded($"{variant.Id} could not be gated: {failure}");
            return Proof.Unavailable;
        }

        return findings.Proof(variant);
    }

    /// <summary>Gates and times one variant, whatever is known of it, and stores nothing.</summary>
    /// <param name="tunable">The op or kernel.</param>
    /// <param name="request">The call to time.</param>
    /// <param name="variant">The variant.</param>
    public TestReport Test(Tunable tunable, TrialRequest request, KernelVariant variant)
    {
        ArgumentNullException.ThrowIfNull(tunable);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(variant);
        TestReport report = new(0, [], null);
        TuneJob job = Job(tunable, request, new()) with { Gate = [variant.Id], Race = true };
        DispatcherSettings forgetful = _settings with { Store = new MemoryStore("test") };
        Findings findings = new(forgetful, new(tunable.Match(request).Problem, [new(variant, 0)]), tunable.Name, retry: false);
        string? failure = _host.Run(job, findings.Rejection, Heard, politely: false, CancellationToken.None);
        return failure is null ? report : report with { Failure = failure };

        void Heard(TuneEvent happened) => report = happened.Kind switch
        {
            TuneEventKind.Admitted => report with { Error = happened.Error },
            TuneEventKind.Rejected => report with { Failure = happened.Text },
            TuneEventKind.Timed => report with { Samples = happened.Samples },
            _ => report,
        };
    }

    /// <summary>Where only the same bits may win: gates everybody before it is known who races.</summary>
    private string? Classify(Tunable tunable, TrialRequest request, TuneOptions options, Findings findings, CancellationToken cancellation)
    {
        string[] unknown = findings.Unclassified();
        return unknown.Length == 0 ? null
            : Run(Job(tunable, request, options) with { Gate = unknown }, options, findings, cancellation);
    }

    private string? Run(Tunable tunable, TrialRequest request, TuneOptions options, Findings findings, string[] racers, CancellationToken cancellation)
    {
        string[] gate = [.. racers.Where(id => !findings.IsAdmitted(id))];
        return Run(Job(tunable, request, options) with { Gate = gate, Admitted = [.. racers.Except(gate)], Race = true }, options, findings, cancellation);
    }

    private string? Run(TuneJob job, TuneOptions options, Findings findings, CancellationToken cancellation)
    {
        int gated = 0;
        return _host.Run(job, findings.Rejection, Heard, options.Politely, cancellation);

        void Heard(TuneEvent happened)
        {
            findings.Heard(happened);
            if (happened.Kind is TuneEventKind.Gating)
                options.Progress?.Invoke(new("gate", gated++, job.Gate.Length, happened.Variant));
            else if (happened.Kind is TuneEventKind.Timing)
                options.Progress?.Invoke(new("warm", 0, job.Policy.MostRounds, happened.Variant));
            else if (happened.Kind is TuneEventKind.Round)
                options.Progress?.Invoke(new("race", happened.Done, happened.Of, happened.Text));
        }
    }

    private FileStream? TakeTurn(CancellationToken cancellation)
    {
        try
        {
            if (_folder is null)
                return null;
            Directory.CreateDirectory(_folder);
            return FileLock.Take(Path.Combine(_folder, "tuning.turn"), Patience, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private TuneJob Job(Tunable tunable, TrialRequest request, TuneOptions options) => new()
    {
        Assembly = tunable.GetType().Assembly.FullName ?? "",
        Paths = Files([.. KernelRegistry.EvidenceAssemblies, tunable.GetType().Assembly]),
        Tunable = tunable.Name,
        Shape = request.Shape,
        Element = request.Element,
        Threads = request.Threads,
        Target = request.Target,
        Ordinal = request.Ordinal,
        Seed = request.Seed,
        VectorBits = CpuTarget.VectorBits,
        BudgetSeconds = options.Budget.TotalSeconds,
        Policy = _settings.Policy,
    };

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An assembly without a file is a part of every process of this program.")]
    private static string[] Files(Assembly[] assemblies) =>
        [.. assemblies.Select(static a => a.Location).Where(static path => path.Length > 0).Distinct()];
}
