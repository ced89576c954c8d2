using Scriban.Runtime;

namespace Fla.Cli;

/// <summary>Where the bars of a section's regrets stand.</summary>
internal sealed class RegretDrawing
{
    private const int RowHeight = 44, BarHeight = 10, Width = 560, NumberWidth = 52, Top = 22;
    private const double CharacterWidth = 6.9;

    /// <summary>Bars of more than this are cut off; their number is not.</summary>
    private const double Most = 8;

    private readonly Regret regret;
    private readonly string[] labels;
    private readonly double left, most, scale;

    public RegretDrawing(Regret regret)
    {
        this.regret = regret;
        string[] axes = HeatMapDrawing.Varying([.. regret.Classes.Select(c => c.Column)]);
        labels = [.. regret.Classes.Select(c => c.Column.Shape.Label(axes))];
        left = (labels.Select(l => l.Length).DefaultIfEmpty().Max() * CharacterWidth) + 12;
        most = Math.Clamp(regret.Classes.SelectMany(c => new[] { c.Model, c.Nearest, c.Tuned }).Where(double.IsFinite).DefaultIfEmpty(1).Max(), 1.5, Most);
        scale = (Width - left - NumberWidth) / Math.Log(most);
    }

    public ScriptObject ToScript() => Script.Of(
        ("width", Width),
        ("height", Top + (labels.Length * RowHeight)),
        ("left", Script.At(left)),
        ("bottom", Top + (labels.Length * RowHeight) - 6),
        ("bar_height", BarHeight),
        ("ticks", Script.List(new[] { 1, 1.25, 1.5, 2, 3, 4, 6, 8 }.Where(t => t <= most).Select(t => Script.Of(("x", Script.At(left + Length(t))), ("text", HeatScale.Ratio(t)))))),
        ("rows", Script.List(regret.Classes.Select(Row))));

    private ScriptObject Row(ClassRegret row, int index)
    {
        int top = Top + (index * RowHeight);
        return Script.Of(
            ("label", labels[index]),
            ("x", Script.At(left - 8)),
            ("y", top + 20),
            ("bars", Script.List(
            [
                Bar("model", "the cost model's choice", row.Model, row.Column.ModelChoice, top),
                Bar("nearest", "the choice if this class were not measured", row.Nearest, row.Column.Unmeasured?.Variant?.Id, top + BarHeight + 2),
                Bar("tuned", "what calls get", row.Tuned, row.Column.Chosen, top + (2 * (BarHeight + 2))),
            ])));
    }

    private ScriptObject Bar(string kind, string what, double ratio, string? variant, double y) => Script.Of(
        ("kind", kind),
        ("y", Script.At(y)),
        // The best of all is a bar as well.
        ("width", Script.At(double.IsFinite(ratio) ? Length(Math.Min(ratio, most)) + 3 : 0)),
        ("text_x", Script.At(left + (double.IsFinite(ratio) ? Length(Math.Min(ratio, most)) : 0) + 8)),
        ("text_y", Script.At(y + BarHeight - 1.5)),
        ("text", double.IsFinite(ratio) ? HeatScale.Ratio(ratio) : "not measured"),
        ("tip", $"{what}: {variant ?? "none"}\n{(double.IsFinite(ratio) ? $"{HeatScale.Ratio(ratio)} the best time" : "its time is not known")}"));

    private double Length(double ratio) => scale * Math.Log(ratio);
}
