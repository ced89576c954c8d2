using Scriban.Runtime;

namespace Fla.Cli;

/// <summary>Where roofs and points of a roofline stand: both axes are logarithmic.</summary>
internal sealed class RooflineDrawing
{
    private const int Width = 560, Height = 400, Left = 74, Right = 16, Top = 18, Bottom = 46, LabelHeight = 12, LabelWidth = 44;

    private readonly Roofline roofline;
    private readonly double x0, x1, y0, y1;

    public RooflineDrawing(Roofline roofline)
    {
        this.roofline = roofline;
        double[] ridges = [.. roofline.Limits.Select(l => l.FlopsPerSecond / l.BytesPerSecond)];
        double[] intensities = [.. roofline.Points.Select(p => p.Work.Intensity), .. ridges];
        double[] rates = [.. roofline.Points.Select(p => p.Rate), .. roofline.Limits.Select(l => l.FlopsPerSecond)];
        (x0, x1) = (Math.Floor(Math.Log10(intensities.Min() / 1.5)), Math.Ceiling(Math.Log10(intensities.Max() * 2)));
        (y0, y1) = (Math.Floor(Math.Log10(rates.Min() / 1.5)), Math.Ceiling(Math.Log10(rates.Max() * 1.2)));
    }

    public ScriptObject ToScript() => Script.Of(
        ("width", Width),
        ("height", Height),
        ("left", Left),
        ("right", Width - Right),
        ("top", Top),
        ("bottom", Height - Bottom),
        ("xs", Script.List(Decades(x0, x1).Select(d => Script.Of(("at", Script.At(X(Math.Pow(10, d)))), ("text", Power(d)))))),
        ("ys", Script.List(Decades(y0, y1).Select(d => Script.Of(("at", Script.At(Y(Math.Pow(10, d)))), ("text", Rate(Math.Pow(10, d))))))),
        ("roofs", Script.List(roofline.Limits.Select(Roof))),
        ("points", Script.List(Points())),
        ("table", Script.List(roofline.Points.Select(Row))),
        ("has_limits", roofline.Limits.Count > 0),
        ("sources", string.Join("; ", roofline.Limits.Select(l => $"{Bandwidth(l)} and {Rate(l.FlopsPerSecond)}, {l.Source}"))));

    private ScriptObject Roof(DeviceLimits limits)
    {
        double ridge = limits.FlopsPerSecond / limits.BytesPerSecond, first = Math.Pow(10, x0), last = Math.Pow(10, x1), lowest = Math.Pow(10, y0);
        // Below the lowest line of the plot nothing is drawn.
        double start = Math.Max(first, lowest / limits.BytesPerSecond);
        // The label stands where few calls are.
        double low = start * Math.Pow(ridge / start, 0.7), slope = Math.Atan2(Y(ridge * limits.BytesPerSecond) - Y(start * limits.BytesPerSecond), X(ridge) - X(start)) * 180 / Math.PI;
        return Script.Of(
            ("path", $"M{Script.At(X(start))} {Script.At(Y(limits.At(start)))}L{Script.At(X(ridge))} {Script.At(Y(limits.FlopsPerSecond))}L{Script.At(X(last))} {Script.At(Y(limits.FlopsPerSecond))}"),
            ("memory", $"memory {Bandwidth(limits)}"),
            ("memory_x", Script.At(X(low))),
            ("memory_y", Script.At(Y(limits.At(low)))),
            ("slope", Script.At(slope)),
            ("compute", $"compute {Rate(limits.FlopsPerSecond)}"),
            ("compute_x", Width - Right - 4),
            ("compute_y", Script.At(Y(limits.FlopsPerSecond) - 6)));
    }

    private IEnumerable<ScriptObject> Points()
    {
        var taken = new List<(double X, double Y)>();
        string[] axes = HeatMapDrawing.Varying([.. roofline.Points.Select(p => p.Column)]);
        foreach (RooflinePoint point in roofline.Points.OrderByDescending(p => p.Rate))
        {
            double x = X(point.Work.Intensity), y = Y(point.Rate);
            // A label that would cover another one is left to the table.
            bool free = point.Share is not null && !taken.Any(t => Math.Abs(t.Y - y) < LabelHeight && Math.Abs(t.X - x) < LabelWidth);
            if (free)
                taken.Add((x, y));
            yield return Script.Of(
                ("x", Script.At(x)), ("y", Script.At(y)), ("is_decoding", point.Column.Shape["T"] == "1"),
                ("label", free ? FormattableString.Invariant($"{point.Share!.Value:0 %}") : ""), ("label_x", Script.At(x + 9)), ("label_y", Script.At(y + 4)),
                ("tip", $"{point.Column.Shape.Label(axes)}\n{point.Time.Variant}\n{Rate(point.Rate)} at {Number(point.Work.Intensity)} FLOP/B{(point.Share is { } share ? $", {Format.Percent(share)} of the roof" : "")}"));
        }
    }

    private static ScriptObject Row(RooflinePoint point) => Script.Of(
        ("shape", point.Column.Shape.Label([.. point.Column.Shape.Values.Select(v => v.Name)])),
        ("variant", point.Time.Variant),
        ("intensity", Number(point.Work.Intensity)),
        ("rate", Rate(point.Rate)),
        ("memory", Rate(point.Work.Bytes / (point.Time.Median / 1e9), "B/s")),
        ("share", point.Share is { } share ? Format.Percent(share) : "–"));

    private double X(double intensity) => Left + ((Math.Log10(intensity) - x0) / (x1 - x0) * (Width - Left - Right));

    private double Y(double rate) => Height - Bottom - ((Math.Log10(rate) - y0) / (y1 - y0) * (Height - Bottom - Top));

    private static IEnumerable<int> Decades(double from, double to) => Enumerable.Range((int)from, (int)(to - from) + 1);

    private static string Bandwidth(DeviceLimits limits) => Rate(limits.BytesPerSecond, "B/s");

    private static string Rate(double value, string unit = "FLOP/s") => value switch
    {
        >= 1e12 => FormattableString.Invariant($"{value / 1e12:0.##} T{unit}"),
        >= 1e9 => FormattableString.Invariant($"{value / 1e9:0.#} G{unit}"),
        _ => FormattableString.Invariant($"{value / 1e6:0.#} M{unit}"),
    };

    private static string Number(double value) => FormattableString.Invariant($"{value:0.##}");

    private static string Power(int decade) => decade is >= -2 and <= 4 ? Math.Pow(10, decade).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) : $"1e{decade}";
}
