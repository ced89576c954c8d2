using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Sorts entries into sections: by the problems of this build where they are of it, else by who raced against whom.</summary>
internal sealed class ReportSections
{
    private readonly IReadOnlyList<Evidence> entries;
    private readonly IReadOnlyCollection<string> ops;
    private readonly Dictionary<Place, Dispatcher?> dispatchers;

    private ReportSections(IReadOnlyList<Evidence> entries, KnownBad knownBad, IReadOnlyCollection<string> ops)
    {
        (this.entries, this.ops) = (entries, ops);
        var store = new MemoryStore("report", entries);
        dispatchers = entries.Select(e => Place.Of(e.Site)).Distinct().ToDictionary(place => place, place => place.Dispatcher(store, knownBad));
    }

    /// <param name="entries">The evidence.</param>
    /// <param name="knownBad">What is refused without being run.</param>
    /// <param name="ops">The ops that are wanted; empty for all, and for what this build has no op for.</param>
    public static IReadOnlyList<ReportSection> Of(IReadOnlyList<Evidence> entries, KnownBad knownBad, IReadOnlyCollection<string> ops)
    {
        var sections = new ReportSections(entries, knownBad, ops);
        ReportSection[] ofThisBuild = [.. sections.OfThisBuild()];
        HashSet<Evidence> shown = new(ofThisBuild.SelectMany(s => s.Columns).SelectMany(c => c.Entries), ReferenceEqualityComparer.Instance);
        return [.. ofThisBuild, .. ops.Count > 0 ? [] : Others(entries.Where(e => e.Count > 0 && !shown.Contains(e)))];
    }

    private IEnumerable<ReportSection> OfThisBuild() =>
        // Which variants fit a GPU depends on it; those of CPUs fit all of them.
        from devices in entries.Where(e => e.Count > 0).GroupBy(e => GpuLimits.Of(e.Site.Device) is null ? "" : e.Site.Device)
        let classes = devices.ToLookup(e => (e.Site.Element, e.Site.Dims, e.Site.Bucket))
        from problem in KnownProblems.In([.. devices], GpuLimits.Of(devices.Key))
        where ops.Count == 0 || ops.Contains(problem.Op)
        group (Problem: problem, Times: classes[KeyOf(problem.Matchup.Problem)]) by (Space: problem.Matchup.Problem.Space.Name, Element: problem.Matchup.Problem.Element.ToShortName()) into space
        let names = space.Select(p => p.Problem.Op).Distinct().ToArray()
        // Several ops may pose one problem.
        from column in space.DistinctBy(p => p.Times).SelectMany(p => Columns(p.Problem, p.Times))
        group column by (space.Key.Space, space.Key.Element, Place: Place.Of(column.Site), Ops: names) into section
        orderby section.Key.Place.Device != Device.Cpu.Id, section.Key.Place.ToString(), section.Key.Space, section.Key.Element != "f32", section.Key.Element
        select new ReportSection(section.Key.Space, section.Key.Ops, section.Key.Element, section.Key.Place, [.. section]);

    private IEnumerable<Column> Columns(TuneProblem problem, IEnumerable<Evidence> times)
    {
        HashSet<string> ids = [.. problem.Matchup.Contenders.Select(c => c.Variant.Id)];
        return times.Where(e => ids.Contains(e.Variant)).GroupBy(e => e.Site).Select(entries =>
        {
            Dispatcher? dispatcher = dispatchers[Place.Of(entries.Key)];
            return new Column(entries.Key, [.. entries], problem, dispatcher?.Explain(problem.Matchup), dispatcher?.ExplainUnmeasured(problem.Matchup));
        });
    }

    private static IEnumerable<ReportSection> Others(IEnumerable<Evidence> entries) =>
        from race in entries.GroupBy(e => (e.Site, e.Session, new VariantName(e).Choices))
        let kernels = string.Join(" + ", race.Select(e => e.Kernel).Distinct().Order(StringComparer.Ordinal))
        let name = race.Key.Choices.Length > 0 ? $"{kernels} {race.Key.Choices}" : kernels
        group new Column(race.Key.Site, [.. race], null, null, null) by (Name: name, race.Key.Site.Element, Place: Place.Of(race.Key.Site)) into section
        orderby section.Key.Place.ToString(), section.Key.Name, section.Key.Element != "f32", section.Key.Element
        select new ReportSection(section.Key.Name, [], section.Key.Element, section.Key.Place, [.. section]);

    private static (string Element, string Dims, string Bucket) KeyOf(in Problem problem)
    {
        EvidenceSite site = problem.Site(Device.Cpu, Toolchain.Cpu, RacePolicy.Cpu.Key);
        return (site.Element, site.Dims, site.Bucket);
    }
}
