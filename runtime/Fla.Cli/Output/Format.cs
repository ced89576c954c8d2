using System.Globalization;

namespace Fla.Cli;

/// <summary>Numbers for people: three or four digits and a unit.</summary>
internal static class Format
{
    public static string Milliseconds(double value) => value switch
    {
        >= 100 => Text($"{value:0} ms"),
        >= 1 => Text($"{value:0.00} ms"),
        _ => Text($"{value * 1000:0.0} µs"),
    };

    public static string Rate(double tokensPerSecond) => tokensPerSecond switch
    {
        >= 1e6 => Text($"{tokensPerSecond / 1e6:0.00} M/s"),
        >= 1e3 => Text($"{tokensPerSecond / 1e3:0.0} k/s"),
        _ => Text($"{tokensPerSecond:0.0} /s"),
    };

    /// <summary>How many times faster; empty where that is not known.</summary>
    public static string Gain(double? ratio) => ratio is { } known ? Text($"{known:0.00}×") : "";

    /// <summary>Behind a variant's id; empty where nothing was cut.</summary>
    public static string Segments(int segments) => segments > 1 ? Text($" × {segments} segments") : "";

    public static string Percent(double share) => Text($"{share * 100:0.0} %");

    public static string Time(DateTimeOffset when) => when.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    public static string Bytes(long value) => value switch
    {
        >= 1L << 30 => Text($"{value / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => Text($"{value / (double)(1L << 20):0.0} MiB"),
        >= 1L << 10 => Text($"{value / (double)(1L << 10):0.0} KiB"),
        _ => Text($"{value} B"),
    };

    public static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Error(double value) => value.ToString("0.00e+0", CultureInfo.InvariantCulture);

    public static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Enough of a content hash to tell variants apart.</summary>
    public static string Hash(string hash) => hash.Length > 12 ? hash[..12] : hash;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
