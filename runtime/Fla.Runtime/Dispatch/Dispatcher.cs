using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Fla.Tuning;

namespace Fla;

/// <summary>
/// Chooses variants for one device: measured here, measured nearby, or by the cost model. Evidence only proposes. A winner that this
/// machine has not proven, and that is not built in, must pass the gate before it runs.
/// </summary>
/// <remarks>Thread-safe. A problem that was seen before is a lookup without allocation.</remarks>
public sealed class Dispatcher
{
    /// <summary>Calls of ever new lengths must not grow the table for ever.</summary>
    private const int MostRemembered = 4096;

    private readonly DispatcherSettings _settings;
    private readonly ConcurrentDictionary<Problem, Decision> _decisions = new();
    private EvidenceView _view;
    private int _remembered;

    /// <summary>A dispatcher.</summary>
    public Dispatcher(DispatcherSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _view = new(settings);
    }

    /// <summary>What it works with.</summary>
    public DispatcherSettings Settings => _settings;

    /// <summary>
    /// The id of all evidence that counts now, as a <see cref="Snapshot"/> of it has: processes of one build on one kind of device that
    /// begin with the same id choose alike. The processes of a job compare it, or all name one snapshot.
    /// </summary>
    public string EvidenceId => Snapshot.Id(_settings.Store.Find(new()).Where(_settings.Counts));

    /// <summary>The decision for a problem that was resolved before.</summary>
    public bool TryFind(in Problem problem, [NotNullWhen(true)] out Decision? decision)
    {
        bool found = _decisions.TryGetValue(problem, out decision);
        if (found)
            FlaEventSource.Log.Dispatched(decision!.Rung);
        return found;
    }

    /// <summary>Decides, proves the winner if it must be, tunes if the mode says so, and remembers the decision.</summary>
    /// <param name="problem">What is to be run.</param>
    /// <param name="contenders">Every variant that fits.</param>
    /// <exception cref="InvalidOperationException">Every variant that fits is refused on this machine; the message says why.</exception>
    public Decision Resolve(in Problem problem, IReadOnlyList<Contender> contenders)
    {
        ArgumentNullException.ThrowIfNull(contenders);
        Decision decision = Climb(problem, contenders, _settings.Prove);
        if (decision.Rung != Rung.Tuned && contenders.Count > 1 && _settings.Tune(problem))
        {
            Forget();
            decision = Climb(problem, contenders, _settings.Prove);
        }

        if (decision.Variant is null && contenders.Count > 0)
        {
            string reasons = string.Join("; ", decision.Considered.Select(static c => $"{c.Variant.Id}: {c.Standing.Reason}"));
            throw new InvalidOperationException($"{problem.Space.Name}: every variant that fits is refused on this machine ({reasons}). `fla doctor` explains.");
        }

        if (Interlocked.Increment(ref _remembered) > MostRemembered)
            Trim();
        _decisions[problem] = decision;
        FlaEventSource.Log.Dispatched(decision.Rung);
        FlaEventSource.Log.Chosen(decision);
        return decision;
    }

    /// <summary>What <see cref="Resolve"/> would decide now, without proving, tuning or remembering anything.</summary>
    public Decision Explain(in Problem problem, IReadOnlyList<Contender> contenders)
    {
        ArgumentNullException.ThrowIfNull(contenders);
        return Climb(problem, contenders, prove: null);
    }

    /// <inheritdoc cref="Explain(in Problem, IReadOnlyList{Contender})"/>
    public Decision Explain(Matchup matchup) => Explain(matchup.Problem, matchup.Contenders);

    /// <summary>What <see cref="Explain(Matchup)"/> would say if no times were known at the problem's own key: what nearby evidence is worth there.</summary>
    public Decision ExplainUnmeasured(Matchup matchup) =>
        new Ladder(_settings, _view, matchup.Problem, matchup.Contenders, prove: null, unmeasured: true).Climb();

    /// <summary>Forgets all decisions: evidence has changed.</summary>
    public void Forget()
    {
        Volatile.Write(ref _view, new(_settings));
        Trim();
    }

    /// <summary>
    /// Reads evidence anew and decides again for the problems in one problem's bucket, on the calling thread: calls that go on
    /// meanwhile find the old decision, then the new one, and never wait.
    /// </summary>
    public void Refresh(in Problem problem)
    {
        EvidenceView view = new(_settings);
        EvidenceSite site = Site(problem);
        foreach (Decision old in _decisions.Values.Where(d => d.Site == site).ToArray())
        {
            Decision decision = new Ladder(_settings, view, old.Problem, [.. old.Considered.Select(static c => c.Contender)], _settings.Prove).Climb();
            _decisions[old.Problem] = decision;
            FlaEventSource.Log.Chosen(decision);
        }

        Volatile.Write(ref _view, view);
    }

    private EvidenceSite Site(in Problem problem) => problem.Site(_settings.Device, _settings.Toolchain, _settings.Policy.Key);

    private Decision Climb(in Problem problem, IReadOnlyList<Contender> contenders, Func<Problem, KernelVariant, Proof>? prove) =>
        new Ladder(_settings, _view, problem, contenders, prove).Climb();

    private void Trim()
    {
        _decisions.Clear();
        Volatile.Write(ref _remembered, 0);
    }
}
