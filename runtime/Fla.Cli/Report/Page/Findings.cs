namespace Fla.Cli;

/// <summary>What is wrong or worth a look, in sentences, the worst first.</summary>
internal static class Findings
{
    /// <summary>A ratio that is worth a word.</summary>
    private const double Noticeable = 1.25;

    /// <summary>A time with more spread than this compares badly.</summary>
    private const double Noisy = 0.1;

    private const int MostClasses = 3;

    public static IEnumerable<string> Of(EvidenceReport report)
    {
        foreach (string warning in report.Source.Warnings)
            yield return warning;
        if (report.Rejected.Count > 0)
            yield return $"{Count(report.Rejected.Select(e => e.Variant).Distinct().Count(), "variant", "variants")} rejected: the table at the end says why";
        string[] worst =
        [
            .. Worst(report, "what calls get takes", "", r => r.Tuned),
            .. Worst(report, "the cost model's choice takes", "", r => r.Model),
            .. Worst(report, "the nearest class's winner would take", ", had they not been measured", r => r.Nearest),
        ];
        foreach (string text in worst)
            yield return text;
        int stale = report.Entries.Count(e => !Build.Has(e)), noisy = report.Entries.Count(e => e.Spread > Noisy);
        if (stale > 0)
            yield return $"{stale} of {report.Entries.Count} entries are of code that this build does not have: dispatch does not use them";
        if (noisy > 0)
            yield return $"{Count(noisy, "time", "times")} with a spread of more than {Format.Percent(Noisy)}: measured again on a quiet machine they would tell more";
    }

    private static string Count(int number, string one, string many) => $"{number} {(number == 1 ? one : many)}";

    private static IEnumerable<string> Worst(EvidenceReport report, string what, string when, Func<ClassRegret, double> ratio)
    {
        (ReportSection Section, ClassRegret Class)[] bad = [.. report.Sections.Zip(report.Regrets)
            .SelectMany(s => s.Second.Classes.Select(c => (s.First, Class: c)))
            .Where(c => ratio(c.Class) > Noticeable)
            .OrderByDescending(c => ratio(c.Class))];
        if (bad.Length == 0)
            yield break;
        string examples = string.Join(", ", bad.Take(MostClasses).Select(c =>
            $"{HeatScale.Ratio(ratio(c.Class))} in {c.Section.Name} {c.Section.Element} {c.Class.Column.Shape.Label([.. c.Class.Column.Shape.Values.Select(v => v.Name)])}"));
        yield return $"{what} more than {HeatScale.Ratio(Noticeable)} the best time in {Count(bad.Length, "class", "classes")}{when}: {examples}{(bad.Length > MostClasses ? ", …" : "")}";
    }
}
