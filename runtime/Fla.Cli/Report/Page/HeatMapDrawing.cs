using Scriban.Runtime;

namespace Fla.Cli;

/// <summary>Where everything of a heat map stands.</summary>
internal sealed class HeatMapDrawing
{
    private const int CellWidth = 66, CellHeight = 36, HeaderHeight = 19, Gap = 8;
    private const double CharacterWidth = 7.1;

    private readonly HeatMap map;
    private readonly string[] axes;
    private readonly double labelWidth;
    private readonly double[] lefts, tops;

    public HeatMapDrawing(HeatMap map)
    {
        this.map = map;
        axes = Varying(map.Columns);
        labelWidth = (map.Labels.Select(l => l.Length).DefaultIfEmpty().Max() * CharacterWidth) + 14;
        string[] dims = [.. axes.Where(a => map.Columns.Any(c => c.Shape.Dims.Any(d => d.Name == a)))];
        lefts = Places(map.Columns.Select(c => string.Join(',', dims.Select(d => c.Shape[d]))), labelWidth, CellWidth);
        tops = Places(map.Rows.Select(r => $"{r.IsStale} {r.Kernel}"), axes.Length * HeaderHeight + 4, CellHeight);
    }

    /// <summary>The names in which columns differ; all when there is one column.</summary>
    public static string[] Varying(IReadOnlyList<Column> columns)
    {
        string[] names = [.. columns.SelectMany(c => c.Shape.Dims.Concat(c.Shape.Values.Skip(c.Shape.Dims.Count).OrderBy(v => v.Name != "threads"))).Select(v => v.Name).Distinct()];
        string[] varying = [.. names.Where(name => columns.Select(c => c.Shape[name]).Distinct().Count() > 1)];
        return varying.Length > 0 ? varying : names;
    }

    public ScriptObject ToScript() => Script.Of(
        ("width", Script.At(lefts[^1] + 2)),
        ("height", Script.At(tops[^1] + 2)),
        ("names", Script.List(axes.Select((name, i) => Script.Of(("text", name), ("x", Script.At(labelWidth - 8)), ("y", HeaderBase(i)))))),
        ("headers", Script.List(Headers())),
        ("labels", Script.List(map.Labels.Select((label, i) => Script.Of(
            ("text", label), ("id", map.Rows[i].Id), ("x", Script.At(labelWidth - 8)), ("y", Script.At(tops[i] + (CellHeight / 2) + 4)))))),
        ("cells", Script.List(map.Cells.Select(Cell))),
        ("cell_width", CellWidth - 2),
        ("cell_height", CellHeight - 2));

    private static int HeaderBase(int axis) => (axis * HeaderHeight) + 14;

    /// <summary>Equal values side by side are said once.</summary>
    private IEnumerable<ScriptObject> Headers()
    {
        for (int axis = 0; axis < axes.Length; axis++)
        {
            for (int first = 0, next; first < map.Columns.Count; first = next)
            {
                next = first + 1;
                while (next < map.Columns.Count && axes[..(axis + 1)].All(a => map.Columns[next].Shape[a] == map.Columns[first].Shape[a]))
                    next++;
                double left = lefts[first] + 1, right = lefts[next - 1] + CellWidth - 1;
                yield return Script.Of(
                    ("text", map.Columns[first].Shape[axes[axis]]), ("x", Script.At((left + right) / 2)), ("y", HeaderBase(axis)),
                    ("x1", Script.At(left)), ("x2", Script.At(right)), ("y2", Script.At(HeaderBase(axis) + 4)));
            }
        }
    }

    private ScriptObject Cell(HeatCell cell)
    {
        double x = lefts[cell.Column] + 1, y = tops[cell.Row] + 1;
        string kind = cell.Reason is not null ? "refused" : cell.Time is null ? "blank" : map.Rows[cell.Row].IsStale ? $"old h{HeatScale.Step(cell.Ratio)}" : $"h{HeatScale.Step(cell.Ratio)}";
        return Script.Of(
            ("kind", kind),
            ("x", Script.At(x)),
            ("y", Script.At(y)),
            ("middle", Script.At(x + (CellWidth / 2) - 1)),
            ("upper", Script.At(y + 15)),
            ("lower", Script.At(y + 28)),
            ("time", cell.Reason is not null ? "refused" : cell.Time is { } time ? Format.Milliseconds(time.Median / 1e6) : ""),
            ("ratio", cell.Reason is null && cell.Time is not null ? HeatScale.Ratio(cell.Ratio) : ""),
            ("is_chosen", cell.IsChosen),
            ("is_model", cell.IsModelChoice),
            ("tip", Tip(cell)));
    }

    private string Tip(HeatCell cell)
    {
        Column column = map.Columns[cell.Column];
        var lines = new List<string> { map.Rows[cell.Row].Id, string.Join(' ', column.Shape.Values.Select(ShapeClass.Text)) };
        if (cell.Reason is { } reason)
            lines.Add($"refused: {reason}");
        if (cell.Time is { } time)
        {
            string spread = time.Count > 1 ? $" ± {Format.Percent(time.Spread)}" : "";
            lines.Add($"{Format.Milliseconds(time.Median / 1e6)}{spread}, {HeatScale.Ratio(cell.Ratio)} the best; {time.Count} samples");
            lines.Add($"{OriginName.Of(time.Origin)}, {Format.Time(time.When)}, error {Format.Error(time.Error)}");
        }
        else if (cell.Reason is null)
        {
            lines.Add("fits, and was not measured");
        }

        if (map.Rows[cell.Row].IsStale)
            lines.Add("the code has changed since: dispatch does not use it");
        if (cell.IsChosen)
            lines.Add(column.Decision is { } decision ? $"calls get this one ({RungName.Of(decision.Rung)})" : "the fastest");
        if (cell.IsModelChoice)
            lines.Add("the cost model would take this one");
        return string.Join('\n', lines);
    }

    /// <summary>Positions along a line, with a gap wherever the group changes; the last is the end.</summary>
    private static double[] Places(IEnumerable<string> groups, double start, int size)
    {
        var places = new List<double>();
        string? last = null;
        double at = start;
        foreach (string group in groups)
        {
            at += last is null || last == group ? 0 : Gap;
            places.Add(at);
            (last, at) = (group, at + size);
        }

        return [.. places, at];
    }
}
