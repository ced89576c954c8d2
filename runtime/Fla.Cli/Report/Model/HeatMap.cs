using System.Text.RegularExpressions;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Variants by classes of shapes: how far each is from the best of its column.</summary>
internal sealed partial class HeatMap
{
    public HeatMap(ReportSection section)
    {
        Columns = section.Columns;
        (HeatRow Row, int Column, HeatCell Cell)[] cells = [.. Columns.SelectMany((column, i) => CellsOf(column).Select(c => (c.Row, i, c.Cell)))];
        string[] dims = [.. Columns.SelectMany(c => c.Shape.Dims).Select(d => d.Name).Distinct()];
        Rows = [.. cells.Select(c => c.Row).Distinct()
            .OrderBy(r => r.IsStale)
            .ThenBy(r => r.Kernel, StringComparer.Ordinal)
            .ThenBy(r => Numbers().Replace(r.Id, m => m.Value.PadLeft(9, '0')), StringComparer.Ordinal)];
        Labels = LabelsOf(Rows, dims);
        Dictionary<HeatRow, int> places = Rows.Select((row, i) => (row, i)).ToDictionary(r => r.row, r => r.i);
        Cells = [.. cells.Select(c => c.Cell with { Row = places[c.Row], Column = c.Column })];
    }

    public IReadOnlyList<Column> Columns { get; }

    public IReadOnlyList<HeatRow> Rows { get; }

    public IReadOnlyList<string> Labels { get; }

    public IReadOnlyList<HeatCell> Cells { get; }

    private static IEnumerable<(HeatRow Row, HeatCell Cell)> CellsOf(Column column)
    {
        foreach (Evidence time in column.Measured)
        {
            bool stale = column.Problem is not null && !Build.Has(time);
            Standing? standing = stale ? null : column.Decision?.Considered.FirstOrDefault(c => c.Variant.Id == time.Variant)?.Standing;
            yield return (HeatRow.Of(time, stale), new()
            {
                Time = time,
                Ratio = time.Median / column.Best,
                Reason = standing is { IsRefused: true, Reason: var reason } ? reason ?? "" : null,
                IsChosen = !stale && time.Variant == column.Chosen,
                IsModelChoice = !stale && time.Variant == column.ModelChoice,
            });
        }

        foreach (Consideration considered in column.Decision?.Considered ?? [])
        {
            string id = considered.Variant.Id;
            if (column.TimeOf(id) is null)
            {
                yield return (new HeatRow(id, considered.Variant.Kernel, IsStale: false), new()
                {
                    Ratio = double.NaN,
                    Reason = considered.Standing.IsRefused ? considered.Standing.Reason ?? "" : null,
                    IsChosen = id == column.Chosen,
                    IsModelChoice = id == column.ModelChoice,
                });
            }
        }
    }

    /// <summary>Short ones where they tell the rows apart.</summary>
    private static string[] LabelsOf(IReadOnlyList<HeatRow> rows, string[] dims)
    {
        string[] brief = [.. rows.Select(r => Label(r, withDims: false))];
        if (brief.Distinct().Count() == brief.Length)
            return brief;
        string[] full = [.. rows.Select(r => Label(r, withDims: true))];
        return full.Distinct().Count() == full.Length ? full : [.. rows.Select(r => r.Id + (r.IsStale ? ", older code" : ""))];

        string Label(HeatRow row, bool withDims) => new VariantName(row.Id, row.Kernel).Label(withDims, dims) + (row.IsStale ? ", older code" : "");
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}

/// <summary>A variant; of one whose code has changed since, the times stand in a row of their own.</summary>
internal sealed record HeatRow(string Id, string Kernel, bool IsStale)
{
    public static HeatRow Of(Evidence entry, bool stale) => new(entry.Variant, entry.Kernel, stale);
}

/// <summary>One variant at one class of shapes.</summary>
internal sealed record HeatCell
{
    public int Row { get; init; }

    public int Column { get; init; }

    /// <summary>The measurement; null when there is none.</summary>
    public Evidence? Time { get; init; }

    /// <summary>Its time over the best of the column; NaN without one.</summary>
    public required double Ratio { get; init; }

    /// <summary>Why it is refused; null when it is not.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether calls get it.</summary>
    public bool IsChosen { get; init; }

    /// <summary>Whether the cost model prefers it.</summary>
    public bool IsModelChoice { get; init; }
}
