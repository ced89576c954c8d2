using System.Globalization;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>A class of shapes that shares measurements: dims and bucket of a key, as named values.</summary>
internal sealed class ShapeClass : IComparable<ShapeClass>
{
    private const string ThreadsName = "threads";

    public ShapeClass(EvidenceSite site)
    {
        Dims = Parse(site.Dims);
        Values = [.. Dims, .. Parse(site.Bucket)];
    }

    /// <summary>The head dimensions and choices.</summary>
    public IReadOnlyList<(string Name, string Value)> Dims { get; }

    /// <summary>Those, the sizes and the threads.</summary>
    public IReadOnlyList<(string Name, string Value)> Values { get; }

    /// <summary>Threads of a CPU's class; null of a GPU's.</summary>
    public int? Threads => Values.FirstOrDefault(v => v.Name == ThreadsName).Value is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) ? threads : null;

    /// <summary>The value of a name, empty where there is none.</summary>
    public string this[string name] => Values.FirstOrDefault(v => v.Name == name).Value ?? "";

    /// <summary>What tells it from others, for people: <c>K=128 T=2048 N=8 2 threads</c>.</summary>
    /// <param name="names">The names that are worth saying.</param>
    public string Label(IReadOnlyCollection<string> names) => string.Join(' ', Values.Where(v => names.Contains(v.Name)).Select(Text));

    public static string Text((string Name, string Value) value) =>
        value.Name == ThreadsName ? $"{value.Value} {(value.Value == "1" ? "thread" : "threads")}" : value.Name.Length > 0 ? $"{value.Name}={value.Value}" : value.Value;

    /// <summary>By dims, then threads, then sizes: what a reader compares stands side by side.</summary>
    public int CompareTo(ShapeClass? other)
    {
        if (other is null)
            return 1;
        foreach (((string _, string value) x, (string _, string value) y) in Order.Zip(other.Order))
        {
            int order = long.TryParse(x.value, out long a) && long.TryParse(y.value, out long b) ? a.CompareTo(b) : string.CompareOrdinal(x.value, y.value);
            if (order != 0)
                return order;
        }

        return Values.Count.CompareTo(other.Values.Count);
    }

    private IEnumerable<(string Name, string Value)> Order => Dims.Concat(Values.Skip(Dims.Count).OrderBy(v => v.Name == ThreadsName ? 0 : 1));

    private static (string Name, string Value)[] Parse(string text) =>
        [.. text.Split(',').Where(part => part != "-").Select(part => part.Split('=', 2) is [var name, var value] ? (name, value) : ("", part))];
}
