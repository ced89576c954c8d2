using System.Security.Cryptography;
using System.Text;
using Fla.Tuning;
using Scriban;
using Scriban.Runtime;

namespace Fla.Cli;

/// <summary>A report as one HTML file that needs nothing else: no network, and no script but its own.</summary>
internal static class HtmlPage
{
    /// <summary>How the file begins, so that it is known again.</summary>
    public const string Marker = "<!doctype html><!-- fla report 1 -->";

    /// <summary>With more sections than this, those after the first few start closed.</summary>
    private const int MostOpen = 4;

    public static string Render(EvidenceReport report, DateTimeOffset now)
    {
        string style = EmbeddedText.Read("Report.page.css"), script = EmbeddedText.Read("Report.page.js");
        Template template = Template.Parse(EmbeddedText.Read("Report.page.html"), "page.html");
        if (template.HasErrors)
            throw new InvalidOperationException(string.Join("; ", template.Messages));
        return template.Render(new EscapingContext(Script.Of(
            ("marker", new OwnMarkup(Marker)),
            ("style", new OwnMarkup(style)),
            ("style_hash", Hash(style)),
            ("script", new OwnMarkup(script)),
            ("script_hash", Hash(script)),
            ("now", Format.Time(now)),
            ("facts", Script.List(Facts(report).Select(f => Script.Of(("name", f.Name), ("value", f.Value))))),
            ("findings", Script.List(Findings.Of(report))),
            ("scale", Script.List(Enumerable.Range(0, HeatScale.Steps).Select(i => Script.Of(("step", i), ("from", HeatScale.From(i)), ("x", i * 46))))),
            ("sections", Script.List(report.Sections.Select((_, i) => Section(report, i)))),
            ("fallbacks", Script.List(report.Fallbacks.Select(Fallback))),
            ("timeline", HistoryDrawing.Of(report.History)),
            ("kernels", Script.List(report.History.Kernels.Select(Kernel))),
            ("changes", Script.List(report.History.Changes.Select(Change))),
            ("rejected", Script.List(report.Rejected.Select(Rejected))))));
    }

    private static IEnumerable<(string Name, string Value)> Facts(EvidenceReport report)
    {
        Evidence[] times = [.. report.Entries.Where(e => e.Count > 0)];
        yield return ("evidence", report.Source.Location);
        yield return ("entries", $"{Count(report.Entries.Count)}: {Count(times.Length)} times, {Count(report.Rejected.Count)} rejections; {string.Join(", ", report.Entries.CountBy(e => e.Origin).OrderBy(o => o.Key).Select(o => $"{Count(o.Value)} {OriginName.Of(o.Key)}"))}");
        yield return ("build", $"fla {typeof(HtmlPage).Assembly.GetName().Version}, {Toolchain.Cpu}");
        foreach (IGrouping<string, Evidence> device in report.Entries.GroupBy(e => e.Site.Device).OrderBy(d => d.Key, StringComparer.Ordinal))
            yield return ("device", $"{device.Key}{(device.Key == Device.Cpu.Id ? $" (this machine, {Device.Cpu.Name})" : "")}: {string.Join(", ", device.Select(e => e.Site.Toolchain).Distinct().Order(StringComparer.Ordinal))}");
        if (times.Length > 0)
            yield return ("measured", $"{Format.Time(times.Min(e => e.When))} to {Format.Time(times.Max(e => e.When))}");
    }

    private static ScriptObject Section(EvidenceReport report, int index)
    {
        ReportSection section = report.Sections[index];
        (HeatMap map, Regret regret, Roofline roofline) = (report.Maps[index], report.Regrets[index], report.Rooflines[index]);
        return Script.Of(
            ("id", $"s{index}"),
            ("name", section.Name),
            ("others", string.Join(", ", section.Ops.Where(o => o != section.Name))),
            ("element", section.Element),
            ("device", section.Place.Device),
            ("toolchain", section.Place.Toolchain),
            ("policy", section.Place.Policy),
            ("is_first_of_place", index == 0 || section.Place != report.Sections[index - 1].Place),
            ("is_of_this_build", section.IsOfThisBuild),
            ("is_open", report.Sections.Count <= MostOpen || index < MostOpen),
            ("classes", section.Columns.Count),
            ("common", string.Join(' ', Common(section.Columns))),
            ("winner", Winners(map)),
            ("map", new HeatMapDrawing(map).ToScript()),
            ("has_regret", regret.Classes.Count > 0),
            ("regret", regret.Classes.Count > 0 ? new RegretDrawing(regret).ToScript() : null),
            ("model", Summary(regret.Model)),
            ("nearest", Summary(regret.Nearest)),
            ("tuned", Summary(regret.Tuned)),
            ("has_roofline", roofline.Points.Count > 0),
            ("roofline", roofline.Points.Count > 0 ? new RooflineDrawing(roofline).ToScript() : null),
            ("share", roofline.Points.Select(p => p.Share).OfType<double>().ToArray() is { Length: > 0 } shares ? FormattableString.Invariant($"{100 * shares.Min():0} to {100 * shares.Max():0} %") : "–"),
            ("refused", map.Cells.Where(c => c.Reason is not null).Select(c => map.Rows[c.Row].Id).Distinct().Count()));
    }

    private static ScriptObject Summary(RegretSummary summary) => Script.Of(
        ("mean", HeatScale.Ratio(summary.GeometricMean)),
        ("worst", HeatScale.Ratio(summary.Worst)),
        ("mean_step", double.IsFinite(summary.GeometricMean) ? HeatScale.Step(summary.GeometricMean) : -1),
        ("worst_step", double.IsFinite(summary.Worst) ? HeatScale.Step(summary.Worst) : -1));

    /// <summary>Which kernels calls get, in how many classes.</summary>
    private static string Winners(HeatMap map) =>
        string.Join(", ", map.Cells.Where(c => c.IsChosen).CountBy(c => map.Rows[c.Row].Kernel).OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}×"));

    /// <summary>What all columns have in common.</summary>
    private static IEnumerable<string> Common(IReadOnlyList<Column> columns) =>
        columns[0].Shape.Values.Where(v => !HeatMapDrawing.Varying(columns).Contains(v.Name)).Select(ShapeClass.Text);

    private static ScriptObject Fallback(DeviceFallback fallback) => Script.Of(
        ("name", fallback.Asked.Name),
        ("element", fallback.Asked.Element),
        ("asked", $"{fallback.Asked.Place.Device}, {fallback.Asked.Place.Toolchain}"),
        ("decided", $"{fallback.Decided.Device}, {fallback.Decided.Toolchain}"),
        ("pairs", fallback.Regret.Pairs),
        ("mean", HeatScale.Ratio(fallback.Regret.GeometricMean)),
        ("worst", HeatScale.Ratio(fallback.Regret.Worst)));

    private static ScriptObject Kernel(KernelHistory history) => Script.Of(
        ("name", history.Kernel),
        ("days", Script.List(history.Days.Select(d => Script.Of(
            ("first", Format.Time(d.First)), ("last", Format.Time(d.Last)), ("races", d.Races), ("entries", d.Entries), ("device", d.Place.Device), ("toolchain", d.Place.Toolchain))))));

    private static ScriptObject Change(ClassChange change) => Script.Of(
        ("name", change.Name),
        ("element", change.Element),
        ("shape", change.Shape.Label([.. change.Shape.Values.Select(v => v.Name)])),
        ("races", Script.List(change.Races.Select((race, i) => Script.Of(
            ("when", Format.Time(race.When)), ("device", race.Place.Device), ("toolchain", race.Place.Toolchain), ("variant", race.Variant),
            ("time", Format.Milliseconds(race.Nanoseconds / 1e6)),
            ("change", i == 0 ? "" : HeatScale.Ratio(race.Nanoseconds / change.Races[i - 1].Nanoseconds)))))));

    private static ScriptObject Rejected(Evidence entry) => Script.Of(
        ("variant", entry.Variant), ("device", entry.Site.Device), ("toolchain", entry.Site.Toolchain), ("element", entry.Site.Element), ("dims", entry.Site.Dims),
        ("reason", entry.Rejection), ("origin", OriginName.Of(entry.Origin)), ("when", Format.Time(entry.When)), ("is_of_this_build", Build.Has(entry)));

    private static string Count(int number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
