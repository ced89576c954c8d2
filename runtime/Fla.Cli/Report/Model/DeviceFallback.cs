namespace Fla.Cli;

/// <summary>What it costs to go by the evidence of another place, where both were measured.</summary>
internal sealed record DeviceFallback(ReportSection Asked, Place Decided, FallbackRegret Regret)
{
    /// <summary>All pairs of places of which one can help the other.</summary>
    public static IEnumerable<DeviceFallback> Between(IEnumerable<ReportSection> sections) =>
        from same in sections.Where(s => s.IsOfThisBuild).GroupBy(s => (s.Name, s.Element))
        from asked in same
        from decided in same
        where asked != decided
        let regret = Of(asked, decided)
        where regret is not null
        select new DeviceFallback(asked, decided.Place, regret);

    private static FallbackRegret? Of(ReportSection asked, ReportSection decided) => FallbackRegret.Of(
        asked.Columns.Concat(decided.Columns).SelectMany(c => c.Entries),
        [.. asked.Columns.SelectMany(c => c.Problem!.Matchup.Contenders).Select(c => c.Variant).DistinctBy(v => v.Id)],
        asked.Columns[0].Site,
        decided.Columns[0].Site,
        (asked.Place.Target == KernelTarget.Cuda ? Fla.Tuning.RacePolicy.Cuda : Fla.Tuning.RacePolicy.Cpu).Gain);
}
