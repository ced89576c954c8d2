using System.Globalization;
using Scriban.Runtime;

namespace Fla.Cli;

/// <summary>Where the days of races stand on a line of time, a row for each kernel.</summary>
internal sealed class HistoryDrawing
{
    private const int Width = 1000, Right = 30, RowHeight = 24, Top = 26, Most = 8;
    private const double CharacterWidth = 7.1;

    /// <summary>Places with a colour of their own; the others share the last.</summary>
    private const int Colours = 4;

    private readonly History history;
    private readonly Place[] places;
    private readonly double left;
    private readonly DateTimeOffset first, last;

    private HistoryDrawing(History history)
    {
        this.history = history;
        RaceDay[] days = [.. history.Kernels.SelectMany(k => k.Days)];
        places = [.. days.Select(d => d.Place).Distinct()];
        left = (history.Kernels.Max(k => k.Kernel.Length) * CharacterWidth) + 20;
        (first, last) = (days.Min(d => d.First), days.Max(d => d.First));
    }

    /// <summary>The drawing; null when all was measured on one day, of which a table says as much.</summary>
    public static ScriptObject? Of(History history) =>
        history.Kernels.SelectMany(k => k.Days).Select(d => d.First.UtcDateTime.Date).Distinct().Take(2).Count() > 1 ? new HistoryDrawing(history).ToScript() : null;

    private ScriptObject ToScript() => Script.Of(
        ("width", Width),
        ("height", Top + (history.Kernels.Count * RowHeight) + 4),
        ("bottom", Top + (history.Kernels.Count * RowHeight)),
        ("ticks", Script.List(Enumerable.Range(0, Most + 1).Select(i => first + ((last - first) * i / Most)).Select(t => Script.Of(
            ("x", Script.At(X(t))), ("text", t.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))))),
        ("places", Script.List(places.Select(p => Script.Of(("colour", Colour(p)), ("text", $"{p.Device} · {p.Toolchain}"))))),
        ("rows", Script.List(history.Kernels.Select((kernel, i) => Script.Of(
            ("name", kernel.Kernel),
            ("x", Script.At(left - 12)),
            ("left", Script.At(left)),
            ("y", Top + (i * RowHeight) + (RowHeight / 2)),
            ("days", Script.List(kernel.Days.Select(d => Script.Of(
                ("x", Script.At(X(d.First))),
                ("r", Script.At(Math.Clamp(2 + Math.Log2(d.Entries), 3, 9))),
                ("colour", Colour(d.Place)),
                ("tip", $"{kernel.Kernel}\n{Format.Time(d.First)} to {Format.Time(d.Last)}\n{d.Races} races, {d.Entries} times\n{d.Place.Device}, {d.Place.Toolchain}"))))))))));

    private double X(DateTimeOffset when) => left + ((Width - left - Right) * ((when - first) / (last - first)));

    private int Colour(Place place) => Math.Min(Array.IndexOf(places, place), Colours - 1);
}
