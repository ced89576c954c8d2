using System.Globalization;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What <c>fla explain</c> tells people.</summary>
internal static class ExplainTables
{
    public static void Print(Explanation explanation)
    {
        Decision decision = explanation.Decision;
        TextTable.PrintFacts(
        [
            ("call", $"{explanation.Problem}"),
            ("variant", decision.Variant?.Id ?? "none"),
            .. explanation.Winner is { Segments: > 1 and var segments } ? [("segments", $"each sequence is cut into {segments}, which run side by side")] : (ReadOnlySpan<(string, string)>)[],
            ("rung", explanation.Rung),
            ("why", explanation.Why),
            .. explanation.Source is { } source ? [("evidence", source)] : (ReadOnlySpan<(string, string)>)[],
        ]);
        if (decision.Considered.FirstOrDefault(c => c.Standing.Kind == StandingKind.Doubted) is { } doubted)
            TextTable.PrintFacts(("doubted", $"others rejected {doubted.Variant.Id}; where it would be chosen, the first call gates it before it takes another one"));
        Key(explanation).Print();
        Variants(decision).Print();
    }

    private static TextTable Key(Explanation explanation)
    {
        Decision decision = explanation.Decision;
        EvidenceSite? near = explanation.Differences.Length > 0 ? explanation.Nearest : null;
        TextTable table = near is null ? new("key", "this call") : new("key", "this call", "nearest measured");
        foreach ((string name, string asked, string? measured) in SiteFields.Of(decision.Site, near))
        {
            if (near is null)
                table.Add(name, asked);
            else
                table.Add(name, asked, measured == asked ? "the same" : measured!);
        }

        return table;
    }

    private static TextTable Variants(Decision decision)
    {
        var table = new TextTable("variant", ">expected cycles", ">median", ">spread", ">samples", ">error", "when", "origin", "standing");
        foreach (Consideration c in decision.Considered)
        {
            string id = c.Variant == decision.Variant ? $"{c.Variant.Id} ← chosen" : c.Variant.Id;
            string cycles = c.Cycles.ToString("N0", CultureInfo.InvariantCulture), standing = Standing(c.Standing);
            if (c.Time is { } t)
            {
                table.Add(
                    id, cycles, Format.Milliseconds(t.Median / 1e6), t.Count > 1 ? $"±{Format.Percent(t.Spread)}" : "", $"{t.Count}", Format.Error(t.Error),
                    Format.Time(t.When), OriginName.Of(t.Origin), standing);
            }
            else
            {
                table.Add(id, cycles, "", "", "", "", "", "", standing);
            }
        }

        return table;
    }

    private static string Standing(Standing standing) =>
        standing.Reason is { } reason ? $"{StandingName.Of(standing.Kind)}: {reason}" : StandingName.Of(standing.Kind);
}
