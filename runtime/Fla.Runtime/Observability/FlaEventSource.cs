using System.ComponentModel;
using System.Diagnostics.Tracing;

namespace Fla;

/// <summary>
/// Events and counters of dispatch and tuning under the name <c>Fla</c>: <c>dotnet-counters monitor --counters Fla</c>.
/// Costs one comparison a call while nobody listens.
/// </summary>
[EventSource(Name = "Fla")]
public sealed class FlaEventSource : EventSource
{
    private readonly long[] _calls = new long[4];
    private long _rejected;
    private long _races;
    private IncrementingPollingCounter[]? _counters;

    private FlaEventSource()
    {
    }

    /// <summary>The one instance.</summary>
    public static FlaEventSource Log { get; } = new();

    /// <summary>A variant was chosen for a problem that was not seen before.</summary>
    [Event(1, Level = EventLevel.Informational, Message = "{0}: {1} ({2})")]
    public void VariantChosen(string problem, string variant, string rung, string key) => WriteEvent(1, problem, variant, rung, key);

    /// <summary>The gate refused a variant.</summary>
    [Event(2, Level = EventLevel.Warning, Message = "{0} refused: {1}")]
    public void VariantRejected(string variant, string reason)
    {
        Interlocked.Increment(ref _rejected);
        if (IsEnabled())
            WriteEvent(2, variant, reason);
    }

    /// <summary>Variants of a problem are about to be measured.</summary>
    [Event(3, Level = EventLevel.Informational, Message = "measuring {1} variants for {0}")]
    public void RaceStarted(string problem, int variants)
    {
        Interlocked.Increment(ref _races);
        if (IsEnabled())
            WriteEvent(3, problem, variants);
    }

    /// <summary>Variants of a problem were measured.</summary>
    [Event(4, Level = EventLevel.Informational, Message = "measured {1} variants for {0} in {2} ms")]
    public void RaceFinished(string problem, int variants, double milliseconds) => WriteEvent(4, problem, variants, milliseconds);

    /// <summary>Something that was asked for could not be done and was not needed: a store that cannot be written, a worker that does not start.</summary>
    [Event(5, Level = EventLevel.Warning, Message = "{0}")]
    public void Degraded(string what) => WriteEvent(5, what);

    /// <summary>For ops: a call was dispatched.</summary>
    [NonEvent]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Dispatched(Rung rung)
    {
        if (IsEnabled())
            Interlocked.Increment(ref _calls[(int)rung]);
    }

    [NonEvent]
    internal void Chosen(Decision decision)
    {
        if (IsEnabled() && decision.Variant is { } variant)
            VariantChosen(decision.Problem.ToString(), variant.Id, decision.Rung.ToString(), decision.Site.ToString());
    }

    /// <inheritdoc/>
    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command?.Command != EventCommand.Enable)
            return;
        _counters ??=
        [
            Counter("calls-pinned", "Calls of a pinned variant", () => _calls[(int)Rung.Pinned]),
            Counter("calls-tuned", "Calls of a tuned variant", () => _calls[(int)Rung.Tuned]),
            Counter("calls-nearest", "Calls by the nearest measurement", () => _calls[(int)Rung.Nearest]),
            Counter("calls-heuristic", "Calls by the cost model", () => _calls[(int)Rung.Heuristic]),
            Counter("rejections", "Variants refused by the gate", () => Volatile.Read(ref _rejected)),
            Counter("races", "Problems measured", () => Volatile.Read(ref _races)),
        ];
    }

    private IncrementingPollingCounter Counter(string name, string title, Func<double> value) =>
        new(name, this, value) { DisplayName = title };
}
