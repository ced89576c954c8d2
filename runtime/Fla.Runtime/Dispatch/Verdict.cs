using Fla.Tuning;

namespace Fla;

/// <summary>
/// Who wins among measured variants. Whoever is not certainly slower than the best by more than the policy's gain is tied with it, and
/// among those the canonical one wins: so noise does not choose, and every process that sees the same evidence chooses alike.
/// </summary>
internal static class Verdict
{
    /// <param name="measured">The variants with their times, in canonical order; not empty.</param>
    /// <param name="gain">The ratio of times that must be exceeded for certain.</param>
    public static (T Variant, Evidence Time) Choose<T>(IReadOnlyList<(T Variant, Evidence Time)> measured, double gain)
    {
        Evidence best = measured.MinBy(static m => m.Time.Median).Time;
        return measured.First(m => ReferenceEquals(m.Time, best) || !IsSlower(m.Time, best, gain));
    }

    /// <summary>Whether a variant is certainly slower than another by more than a ratio.</summary>
    public static bool IsSlower(Evidence slow, Evidence fast, double gain) =>
        Statistics.LeastRatio(slow.Samples.AsSpan(), fast.Samples.AsSpan(), paired: slow.Session == fast.Session) > gain;
}
