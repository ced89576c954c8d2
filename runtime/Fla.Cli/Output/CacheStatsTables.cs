using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What <c>fla cache stats</c> tells people.</summary>
internal static class CacheStatsTables
{
    public static void Print(CacheStats stats)
    {
        TextTable.PrintFacts([
            ("store", stats.Location),
            ("size", Format.Bytes(stats.Bytes)),
            ("entries", $"{stats.Entries}"),
            .. stats.Warnings.Select(w => ("warning", w)),
            .. stats.Team is { } team ? Facts(team) : [],
        ]);
        if (stats.Groups.Count > 0)
        {
            var table = new TextTable("kernel", "device", "toolchain", "origin", ">times", ">gate results", ">rejections", ">of this build");
            foreach (CacheGroup g in stats.Groups)
                table.Add(g.Kernel, g.Device, g.Toolchain, g.Origin, $"{g.Times}", $"{g.Gates}", $"{g.Rejections}", $"{g.OfThisBuild}");
            table.Print();
        }

        if (stats.Rejected.Count > 0)
        {
            var table = new TextTable("rejected", "device", "origin", "when", "reason");
            foreach (Evidence e in stats.Rejected)
                table.Add(Build.Has(e) ? e.Variant : $"{e.Variant} (another build)", e.Site.Device, OriginName.Of(e.Origin), Format.Time(e.When), e.Rejection!);
            table.Print();
        }
    }

    private static IEnumerable<(string, string)> Facts(TeamStats team) =>
    [
        ("team", $"{team.Location} ({team.State})".Trim()),
        ("entries of the team", $"{team.Entries}, {team.OfThisBuild} of variants of this build"),
        .. team.Warnings.Select(w => ("warning", w)),
    ];
}
