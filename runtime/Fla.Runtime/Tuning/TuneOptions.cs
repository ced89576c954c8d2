namespace Fla.Tuning;

/// <summary>How a problem is tuned.</summary>
public sealed record TuneOptions
{
    /// <summary>Time for the samples, without gate and warm-up.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Measures again what was measured already.</summary>
    public bool Again { get; init; }

    /// <summary>Gates again what was rejected.</summary>
    public bool Retry { get; init; }

    /// <summary>Leaves the machine to others while they want it.</summary>
    public bool Politely { get; init; }

    /// <summary>Told what happens.</summary>
    public Action<TuneProgress>? Progress { get; init; }
}

/// <summary>What tuning is doing.</summary>
/// <param name="Phase">Gate or race.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Of">Steps at most.</param>
/// <param name="Detail">The variant, or how many are still in the race.</param>
public readonly record struct TuneProgress(string Phase, int Done, int Of, string Detail);

/// <summary>What testing one variant gave.</summary>
/// <param name="Error">The largest relative error of the gate.</param>
/// <param name="Samples">Nanoseconds of a call; <see cref="Evidence.Lost"/> where it was disturbed.</param>
/// <param name="Failure">Why the variant is refused, or could not be tested; null when it is right.</param>
public sealed record TestReport(double Error, IReadOnlyList<long> Samples, string? Failure);

/// <summary>What tuning a problem gave.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Measured">Variants that were timed.</param>
/// <param name="Known">Variants whose times were there already.</param>
/// <param name="Rejected">Variants that were refused now, with the reason.</param>
/// <param name="Failure">Why nothing could be measured, or null.</param>
public sealed record TuneReport(
    Problem Problem,
    IReadOnlyList<string> Measured,
    IReadOnlyList<string> Known,
    IReadOnlyList<(string Variant, string Reason)> Rejected,
    string? Failure);
