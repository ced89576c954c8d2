using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What is known about a problem after it was tuned, or found to be known already.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Decision">What dispatch decides now.</param>
/// <param name="Report">What was measured; null when nothing had to be.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record TuneOutcome(TuneProblem Problem, Decision Decision, TuneReport? Report, TimeSpan Elapsed)
{
    public int Measured => Report?.Measured.Count ?? 0;

    /// <summary>Nothing had to be measured.</summary>
    public bool WasKnown => Report is null;

    /// <summary>Variants whose times were there before.</summary>
    public int Known => Decision.Considered.Count(c => c.Time is not null) - Measured is > 0 and var known ? known : 0;

    public string? Failure => Report?.Failure;

    public bool IsBad => Failure is not null || Decision.Variant is null;

    /// <summary>Variants that are wrong here, or may be. Other bits than those that were asked for are no fault.</summary>
    public IEnumerable<(string Variant, string Reason)> Refused =>
        Decision.Considered.Where(c => c.Standing is { IsRefused: true, Kind: not (StandingKind.OtherBits or StandingKind.UnknownBits) }).Select(c => (c.Variant.Id, c.Standing.Reason ?? "refused"));

    /// <summary>The measurement of the variant that runs.</summary>
    public Evidence? Time => Decision.Considered.FirstOrDefault(c => c.Variant == Decision.Variant)?.Time;

    /// <summary>How many times faster the choice is than what the cost model would have chosen; null where one of them has no time.</summary>
    public double? Gain => Decision.Considered.FirstOrDefault(c => !c.Standing.IsRefused)?.Time is { } guessed && Time is { } chosen
        ? guessed.Median / chosen.Median
        : null;
}
