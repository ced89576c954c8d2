using Fla.Tuning;

namespace Fla.Cli;

/// <summary>All that the page shows, in numbers.</summary>
internal sealed class EvidenceReport
{
    /// <param name="source">The entries.</param>
    /// <param name="limits">What devices can do.</param>
    /// <param name="ops">The ops that are wanted; empty for all.</param>
    /// <param name="knownBad">What is refused without being run.</param>
    /// <exception cref="CliException">Nothing is left to show.</exception>
    public EvidenceReport(ReportSource source, LimitTable limits, IReadOnlyCollection<string> ops, KnownBad knownBad)
    {
        Sections = ReportSections.Of(source.Entries, knownBad, ops);
        HashSet<string> variants = [.. Sections.SelectMany(s => s.Columns).SelectMany(Variants)];
        Entries = ops.Count == 0 ? source.Entries : [.. source.Entries.Where(e => variants.Contains(e.Variant))];
        if (Entries.Count == 0)
            throw new CliException($"nothing to report: {source.Location} holds no such entry (`fla tune` measures, `fla cache stats` shows what the store holds)");
        (Source, Rejected) = (source, [.. Entries.Where(e => e.Rejection is not null).OrderBy(e => e.Line, StringComparer.Ordinal)]);
        Maps = [.. Sections.Select(s => new HeatMap(s))];
        Regrets = [.. Sections.Select(s => new Regret(s))];
        Rooflines = [.. Sections.Select(s => new Roofline(s, limits))];
        Fallbacks = [.. DeviceFallback.Between(Sections)];
        History = new(Entries, Sections);
    }

    public ReportSource Source { get; }

    public IReadOnlyList<Evidence> Entries { get; }

    public IReadOnlyList<ReportSection> Sections { get; }

    /// <summary>One for each section, as the next two.</summary>
    public IReadOnlyList<HeatMap> Maps { get; }

    public IReadOnlyList<Regret> Regrets { get; }

    public IReadOnlyList<Roofline> Rooflines { get; }

    public IReadOnlyList<DeviceFallback> Fallbacks { get; }

    public IReadOnlyList<Evidence> Rejected { get; }

    public History History { get; }

    private static IEnumerable<string> Variants(Column column) =>
        column.Entries.Select(e => e.Variant).Concat(column.Problem?.Matchup.Contenders.Select(c => c.Variant.Id) ?? []);
}
