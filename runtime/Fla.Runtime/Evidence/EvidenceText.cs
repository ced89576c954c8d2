using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Fla.Tuning;

/// <summary>An entry as text: fields between tabs, those of the key first, so that sorted lines are sorted keys.</summary>
internal static class EvidenceText
{
    public const int MaxLine = 4096;
    private const int MaxField = 256;
    private const int Fields = 16;
    private const int KeyFields = 9;
    private const long LongestSample = 100_000_000_000_000;
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly DateTimeOffset Earliest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What an entry is about: two entries with the same key merge.</summary>
    public static string Key(Evidence e) => string.Join('\t',
        e.Kernel, e.Site.Element, e.Site.Dims, e.Site.Bucket, e.Site.Device, e.Site.Toolchain, e.Site.Policy, e.Variant, e.ContentHash);

    /// <summary>The key, as the part of the line that it is.</summary>
    public static ReadOnlySpan<char> KeyOf(Evidence e) => e.Line.AsSpan(0, KeyFields - 1 + e.Kernel.Length + e.Variant.Length + e.ContentHash.Length
        + e.Site.Element.Length + e.Site.Dims.Length + e.Site.Bucket.Length + e.Site.Device.Length + e.Site.Toolchain.Length + e.Site.Policy.Length);

    public static string Format(Evidence e)
    {
        DefaultInterpolatedStringHandler line = new(0, 0, CultureInfo.InvariantCulture, stackalloc char[1024]);
        Write(ref line, e);
        return line.ToStringAndClear();
    }

    /// <summary>
    /// Reads a line. Whatever is not exactly what <see cref="Format"/> writes is refused. Texts that are those of the entry
    /// <paramref name="before"/> are shared with it: in a sorted file most are.
    /// </summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out Evidence? evidence, [NotNullWhen(false)] out string? problem, Evidence? before = null)
    {
        evidence = null;
        if (line.Length > MaxLine)
            return Fail($"longer than {MaxLine} characters", out problem);
        Span<Range> f = stackalloc Range[Fields + 1];
        int fields = line.AsSpan().Split(f, '\t');
        if (fields != Fields || line.AsSpan(f[^2]).Contains('\t'))
            return Fail($"{line.AsSpan().Count('\t') + 1} fields, not {Fields}", out problem);
        if (!DateTimeOffset.TryParseExact(line.AsSpan(f[9]), Timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset when))
            return Fail($"'{line[f[9]]}' is no time", out problem);
        if (!double.TryParse(line.AsSpan(f[11]), NumberStyles.Float, CultureInfo.InvariantCulture, out double error))
            return Fail($"'{line[f[11]]}' is no relative error", out problem);
        if (!TryParseSamples(line.AsSpan(f[14]), out ImmutableArray<long> samples))
            return Fail($"'{line[f[14]]}' are no samples", out problem);
        Evidence read = new()
        {
            Kernel = Shared(line, f[0], before?.Kernel),
            Site = Site(line, f[1..7], before?.Site),
            Variant = Shared(line, f[7], before?.Variant),
            ContentHash = Shared(line, f[8], before?.ContentHash),
            When = when,
            Session = Shared(line, f[10], before?.Session),
            Error = error,
            Samples = samples,
            Rejection = line.AsSpan(f[15]) is "-" ? null : line[f[15]],
        };
        if (Problem(read) is { } wrong)
            return Fail(wrong, out problem);
        if (!IsCanonical(line, read))
            return Fail("not in canonical form: median, spread or a number differs from the samples", out problem);
        evidence = read.WithLine(line);
        problem = null;
        return true;
    }

    /// <summary>What is wrong with an entry, or null: values that no measurement gives are refused wherever they come from.</summary>
    public static string? Problem(Evidence e)
    {
        ReadOnlySpan<string> fields = [e.Kernel, e.Variant, e.ContentHash, e.Session, e.Site.Element, e.Site.Dims, e.Site.Bucket, e.Site.Device, e.Site.Toolchain, e.Site.Policy];
        foreach (string field in fields)
        {
            if (!IsField(field))
                return $"'{Shown(field)}' cannot be a field";
        }

        if (e.ContentHash.Length != 64 || e.ContentHash.AsSpan().ContainsAnyExcept(Hex))
            return $"'{Shown(e.ContentHash)}' is no content hash";
        if (!e.Variant.StartsWith(e.Kernel, StringComparison.Ordinal) || e.Variant.AsSpan(e.Kernel.Length) is not ['/', ..])
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

    private static EvidenceSite Site(string line, ReadOnlySpan<Range> f, EvidenceSite? before)
    {
        EvidenceSite site = new(Shared(line, f[0], before?.Element), Shared(line, f[1], before?.Dims), Shared(line, f[2], before?.Bucket),
            Shared(line, f[3], before?.Device), Shared(line, f[4], before?.Toolchain), Shared(line, f[5], before?.Policy));
        return site == before ? before : site;
    }

    private static string Shared(string line, Range range, string? before) =>
        line.AsSpan(range).SequenceEqual(before) && before is not null ? before : line[range];

    private static bool IsCanonical(string line, Evidence read)
    {
        DefaultInterpolatedStringHandler again = new(0, 0, CultureInfo.InvariantCulture, stackalloc char[1024]);
        Write(ref again, read);
        bool same = again.Text.SequenceEqual(line);
        again.Clear();
        return same;
    }

    private static void Write(ref DefaultInterpolatedStringHandler line, Evidence e)
    {
        foreach (string field in (ReadOnlySpan<string>)[e.Kernel, e.Site.Element, e.Site.Dims, e.Site.Bucket, e.Site.Device, e.Site.Toolchain, e.Site.Policy, e.Variant, e.ContentHash])
        {
            line.AppendLiteral(field);
            line.AppendLiteral("\t");
        }

        line.AppendFormatted(e.When.UtcDateTime, Timestamp);
        line.AppendLiteral("\t");
        line.AppendLiteral(e.Session);
        line.AppendLiteral("\t");
        line.AppendFormatted(e.Error, "R");
        ReadOnlySpan<long> samples = e.Samples.AsSpan();
        WriteSummary(ref line, samples);
        line.AppendLiteral(samples.IsEmpty ? "-" : "");
        for (int i = 0; i < samples.Length; i++)
        {
            line.AppendLiteral(i > 0 ? "," : "");
            line.AppendFormatted(samples[i]);
        }

        line.AppendLiteral("\t");
        line.AppendLiteral(e.Rejection ?? "-");
    }

    private static void WriteSummary(ref DefaultInterpolatedStringHandler line, ReadOnlySpan<long> samples)
    {
        Span<double> sorted = samples.Length <= Evidence.MaxSamples ? stackalloc double[samples.Length] : new double[samples.Length];
        int count = 0;
        foreach (long sample in samples)
        {
            if (sample != Evidence.Lost)
                sorted[count++] = sample;
        }

        if (count == 0)
        {
            line.AppendLiteral("\t-\t-\t");
            return;
        }

        sorted = sorted[..count];
        sorted.Sort();
        double median = Statistics.Quantile(sorted, 0.5);
        line.AppendLiteral("\t");
        line.AppendFormatted(median, "0");
        line.AppendLiteral("ns\t±");
        line.AppendFormatted((Statistics.Quantile(sorted, 0.75) - Statistics.Quantile(sorted, 0.25)) / 2 / median * 100, "0.0");
        line.AppendLiteral("%\t");
    }

    private static bool TryParseSamples(ReadOnlySpan<char> text, out ImmutableArray<long> samples)
    {
        samples = [];
        if (text is "-")
            return true;
        Span<long> read = stackalloc long[Evidence.MaxSamples];
        int count = 0;
        foreach (Range range in text.Split(','))
        {
            if (count == read.Length || !long.TryParse(text[range], NumberStyles.None, CultureInfo.InvariantCulture, out read[count++]))
                return false;
        }

        samples = [.. read[..count]];
        return true;
    }

    private static bool IsField(string text)
    {
        if (text.Length is 0 or > MaxField)
            return false;
        if (!text.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return true;
        return !text.Any(static c => IsUnfit(c) || char.IsWhiteSpace(c));
    }

    // Half of a surrogate pair does not survive UTF-8, and without pairs the order of UTF-16 is the order of the bytes.
    private static bool IsUnfit(char c) => char.IsControl(c) || char.IsSurrogate(c);

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static bool Fail(string why, out string problem)
    {
        problem = why;
        return false;
    }
}
