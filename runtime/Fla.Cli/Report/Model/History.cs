using Fla.Tuning;

namespace Fla.Cli;

/// <summary>When what was measured, and how the best time of a class changed since.</summary>
internal sealed class History
{
    /// <summary>Changes that are shown at most: the largest.</summary>
    private const int MostChanges = 40;

    public History(IReadOnlyList<Evidence> entries, IReadOnlyList<ReportSection> sections)
    {
        Kernels = [.. entries.Where(e => e.Count > 0).GroupBy(e => e.Kernel)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(kernel => new KernelHistory(kernel.Key, [.. kernel
                .GroupBy(e => (Place.Of(e.Site), Day: e.When.UtcDateTime.Date))
                .Select(g => new RaceDay(g.Key.Item1, g.Min(e => e.When), g.Max(e => e.When), g.Select(e => (e.Session, e.Site)).Distinct().Count(), g.Count()))
                .OrderBy(r => r.First).ThenBy(r => r.Place.ToString(), StringComparer.Ordinal)]))];
        Changes = [.. Changed(sections)
            .OrderByDescending(c => Math.Abs(Math.Log(c.Races[^1].Nanoseconds / c.Races[0].Nanoseconds)))
            .Take(MostChanges)];
    }

    public IReadOnlyList<KernelHistory> Kernels { get; }

    /// <summary>Classes that were raced more than once.</summary>
    public IReadOnlyList<ClassChange> Changes { get; }

    private static IEnumerable<ClassChange> Changed(IReadOnlyList<ReportSection> sections) =>
        from section in sections
        from column in section.Columns
        group column by (section.Name, section.Element, column.Site.Dims, column.Site.Bucket) into same
        let races = same.SelectMany(Races).OrderBy(r => r.When).ToArray()
        where races.Length > 1
        select new ClassChange(same.Key.Name, same.Key.Element, same.First().Shape, races);

    private static IEnumerable<ClassRace> Races(Column column) => column.Entries.GroupBy(e => e.Session).Select(race =>
    {
        Evidence best = race.MinBy(e => e.Median)!;
        return new ClassRace(Place.Of(column.Site), race.Max(e => e.When), best.Variant, best.Median);
    });
}

/// <summary>The races in which a kernel ran.</summary>
internal sealed record KernelHistory(string Kernel, IReadOnlyList<RaceDay> Days);

/// <summary>The races of a day at a place.</summary>
internal sealed record RaceDay(Place Place, DateTimeOffset First, DateTimeOffset Last, int Races, int Entries);

/// <summary>A class of shapes that was raced more than once, the oldest race first.</summary>
internal sealed record ClassChange(string Name, string Element, ShapeClass Shape, IReadOnlyList<ClassRace> Races);

/// <summary>The winner of one race.</summary>
internal sealed record ClassRace(Place Place, DateTimeOffset When, string Variant, double Nanoseconds);
