using Fla.Tuning;

namespace Fla.Cli;

/// <summary>One class of shapes as it was measured at one place: a column of a heat map.</summary>
internal sealed class Column
{
    private readonly Dictionary<string, Evidence> times = [];

    public Column(EvidenceSite site, IReadOnlyList<Evidence> entries, TuneProblem? problem, Decision? decision, Decision? unmeasured)
    {
        (Site, Entries, Problem, Decision, Unmeasured) = (site, entries, problem, decision, unmeasured);
        Shape = new(site);
        foreach (Evidence entry in entries.OrderByDescending(e => e.Origin))
            times.TryAdd(entry.Variant + entry.ContentHash, entry);
        Measured = [.. times.Values];
        Best = Measured.Where(e => !IsRefused(e)).Select(e => e.Median).DefaultIfEmpty(double.NaN).Min();
    }

    public EvidenceSite Site { get; }

    public ShapeClass Shape { get; }

    /// <summary>All times, also several of one variant that others vouch for.</summary>
    public IReadOnlyList<Evidence> Entries { get; }

    /// <summary>One time a variant, that which is vouched for best.</summary>
    public IReadOnlyList<Evidence> Measured { get; }

    /// <summary>The problem of this build that the class poses, or null.</summary>
    public TuneProblem? Problem { get; }

    /// <summary>What dispatch decides there, or null when that is not known here.</summary>
    public Decision? Decision { get; }

    /// <summary>What it would decide if nothing had been measured at this key.</summary>
    public Decision? Unmeasured { get; }

    /// <summary>Nanoseconds of the fastest variant that may run; NaN when there is none.</summary>
    public double Best { get; }

    /// <summary>The id of the variant that calls get: by dispatch, or else the fastest.</summary>
    public string? Chosen => Decision is { } decision ? decision.Variant?.Id : Measured.FirstOrDefault(e => e.Median == Best)?.Variant;

    /// <summary>The variant that the cost model prefers.</summary>
    public string? ModelChoice => Decision?.Considered.FirstOrDefault(c => !c.Standing.IsRefused)?.Variant.Id;

    /// <summary>A variant's time over the best; NaN when either was not measured.</summary>
    public double Ratio(string? variant) => (TimeOf(variant)?.Median ?? double.NaN) / Best;

    /// <summary>The time of a variant's code in this build.</summary>
    public Evidence? TimeOf(string? variant) => Measured.FirstOrDefault(e => e.Variant == variant && (Problem is null || Build.Has(e)));

    private bool IsRefused(Evidence entry) => Decision?.Considered.Any(c => c.Variant.Id == entry.Variant && c.Standing.IsRefused) ?? false;
}
