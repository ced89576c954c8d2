using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Fla.Tuning;

/// <summary>An entry as text: fields between tabs, those of the key first, so that sorted lines are sorted keys.</summary>
internal static class EvidenceText
{
    public const int MaxLine = 4096;
    private const int MaxField = 256;
    private const int Fields = 16;
    private const long LongestSample = 100_000_000_000_000;
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private static readonly DateTimeOffset Earliest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What an entry is about: two entries with the same key merge.</summary>
    public static string Key(Evidence e) => string.Join('\t',
        e.Kernel, e.Site.Element, e.Site.Dims, e.Site.Bucket, e.Site.Device, e.Site.Toolchain, e.Site.Policy, e.Variant, e.ContentHash);

    public static string Format(Evidence e)
    {
        StringBuilder line = new(Key(e));
        line.Append('\t').Append(e.When.UtcDateTime.ToString(Timestamp, CultureInfo.InvariantCulture));
        line.Append('\t').Append(e.Session);
        line.Append(CultureInfo.InvariantCulture, $"\t{e.Error:R}\t");
        bool timed = e.Count > 0;
        line.Append(timed ? string.Create(CultureInfo.InvariantCulture, $"{e.Median:0}ns") : "-");
        line.Append(timed ? string.Create(CultureInfo.InvariantCulture, $"\t±{e.Spread * 100:0.0}%") : "\t-");
        line.Append('\t').Append(e.Samples.IsDefaultOrEmpty ? "-" : string.Join(',', e.Samples));
        line.Append('\t').Append(e.Rejection ?? "-");
        return line.ToString();
    }

    /// <summary>Reads a line. Whatever is not exactly what <see cref="Format"/> writes is refused.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out Evidence? evidence, [NotNullWhen(false)] out string? problem)
    {
        evidence = null;
        if (line.Length > MaxLine)
            return Fail($"longer than {MaxLine} characters", out problem);
        string[] f = line.Split('\t');
        if (f.Length != Fields)
            return Fail($"{f.Length} fields, not {Fields}", out problem);
        if (!DateTimeOffset.TryParseExact(f[9], Timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset when))
            return Fail($"'{f[9]}' is no time", out problem);
        if (!double.TryParse(f[11], NumberStyles.Float, CultureInfo.InvariantCulture, out double error))
            return Fail($"'{f[11]}' is no relative error", out problem);
        ImmutableArray<long>.Builder samples = ImmutableArray.CreateBuilder<long>();
        if (f[14] != "-")
        {
            foreach (string text in f[14].Split(','))
            {
                if (samples.Count == Evidence.MaxSamples || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long sample))
                    return Fail($"'{f[14]}' are no samples", out problem);
                samples.Add(sample);
            }
        }

        Evidence read = new()
        {
            Kernel = f[0],
            Site = new(f[1], f[2], f[3], f[4], f[5], f[6]),
            Variant = f[7],
            ContentHash = f[8],
            When = when,
            Session = f[10],
            Error = error,
            Samples = samples.ToImmutable(),
            Rejection = f[15] == "-" ? null : f[15],
        };
        if (Problem(read) is { } wrong)
            return Fail(wrong, out problem);
        if (read.Line != line)
            return Fail("not in canonical form: median, spread or a number differs from the samples", out problem);
        evidence = read;
        problem = null;
        return true;
    }

    /// <summary>What is wrong with an entry, or null: values that no measurement gives are refused wherever they come from.</summary>
    public static string? Problem(Evidence e)
    {
        string[] fields = [e.Kernel, e.Variant, e.ContentHash, e.Session, e.Site.Element, e.Site.Dims, e.Site.Bucket, e.Site.Device, e.Site.Toolchain, e.Site.Policy];
        if (fields.FirstOrDefault(static f => !IsField(f)) is { } bad)
            return $"'{Shown(bad)}' cannot be a field";
        if (e.ContentHash.Length != 64 || e.ContentHash.Any(static c => !char.IsAsciiHexDigitLower(c)))
            return $"'{Shown(e.ContentHash)}' is no content hash";
        if (!e.Variant.StartsWith(e.Kernel + "/", StringComparison.Ordinal))
            return $"variant '{Shown(e.Variant)}' is not of kernel '{Shown(e.Kernel)}'";
        if (e.When < Earliest || e.When > Latest || e.When.Ticks % TimeSpan.TicksPerSecond != 0)
            return "the time is absurd";
        if (!(e.Error is >= 0 and <= 1))
            return "the relative error is absurd";
        if (e.Samples.IsDefault || e.Samples.Length > Evidence.MaxSamples || e.Samples.Any(static s => s is < 0 or > LongestSample))
            return "the samples are absurd";
        if (e.Rejection is { } reason && (reason is "" or "-" || reason.Length > MaxField || reason.Any(IsUnfit)))
            return "the reason of a rejection must be one short line";
        bool gate = e.Site.Bucket == EvidenceSite.AnyBucket;
        return gate == (e.Count > 0) ? "times belong to a bucket, gate results to none" : null;
    }

    /// <summary>A reason that fits a line.</summary>
    public static string Reason(string text)
    {
        string line = new([.. text.Select(static c => IsUnfit(c) ? ' ' : c).Take(MaxField)]);
        return line.Trim() is { Length: > 1 } reason ? reason : "no reason given";
    }

    private static bool IsField(string text) =>
        text.Length is > 0 and <= MaxField && !text.Any(static c => IsUnfit(c) || char.IsWhiteSpace(c));

    // Half of a surrogate pair does not survive UTF-8, and without pairs the order of UTF-16 is the order of the bytes.
    private static bool IsUnfit(char c) => char.IsControl(c) || char.IsSurrogate(c);

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static bool Fail(string why, out string problem)
    {
        problem = why;
        return false;
    }
}
