using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Fla.Safetensors;

namespace Fla.Tuning;

internal static partial class EvidenceText
{
    /// <summary>
    /// Reads a line. Whatever is not exactly what <see cref="Format"/> writes is refused. Texts that are those of the entry
    /// <paramref name="before"/> are shared with it: in a sorted file most are.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Evidence? evidence, [NotNullWhen(false)] out string? problem, Evidence? before = null)
    {
        evidence = null;
        if (text.Length > MaxLine)
            return Fail($"longer than {MaxLine} characters", out problem);
        string line = text;
        Span<Range> f = stackalloc Range[Fields + MostTags + 1];
        int fields = line.AsSpan().Split(f, '\t');
        if (fields is < Fields or > Fields + MostTags)
            return Fail($"{line.AsSpan().Count('\t') + 1} fields, not {Fields}", out problem);
        if (!TryParseTags(line, f[Fields..fields], out string? numerics, out EvidenceSignature? signature))
            return Fail("what follows the fields of every entry is not understood", out problem);
        if (!TryParseTime(line.AsSpan(f[9]), out DateTimeOffset when))
            return Fail($"{Printable.Quote(line[f[9]])} is no time", out problem);
        if (!double.TryParse(line.AsSpan(f[11]), NumberStyles.Float, CultureInfo.InvariantCulture, out double error))
            return Fail($"{Printable.Quote(line[f[11]])} is no relative error", out problem);
        if (!TryParseSamples(line.AsSpan(f[14]), out ImmutableArray<long> samples))
            return Fail($"{Printable.Quote(line[f[14]])} are no samples", out problem);
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
            Numerics = numerics,
            Signature = signature,
        };
        if (Problem(read) is { } wrong)
            return Fail(wrong, out problem);
        int lineLength = signature is null ? line.Length : f[fields - 1].Start.Value - 1;
        if (!IsCanonical(line, f, read))
            return Fail("not in canonical form: median, spread or a number differs from the samples", out problem);
        evidence = read.WithText(line, lineLength);
        problem = null;
        return true;
    }

    private static EvidenceSite Site(string line, ReadOnlySpan<Range> f, EvidenceSite? before)
    {
        EvidenceSite site = new(Shared(line, f[0], before?.Element), Shared(line, f[1], before?.Dims), Shared(line, f[2], before?.Bucket),
            Shared(line, f[3], before?.Device), Shared(line, f[4], before?.Toolchain), Shared(line, f[5], before?.Policy));
        return site == before ? before : site;
    }

    private static string Shared(string line, Range range, string? before) =>
        line.AsSpan(range).SequenceEqual(before) && before is not null ? before : line[range];

    /// <summary>Optional fields, in their order.</summary>
    private static bool TryParseTags(string line, ReadOnlySpan<Range> tags, out string? numerics, out EvidenceSignature? signature)
    {
        (numerics, signature) = (null, null);
        if (tags is [var first, ..] && line.AsSpan(first).StartsWith(NumericsTag, StringComparison.Ordinal))
        {
            numerics = line[first][NumericsTag.Length..];
            tags = tags[1..];
        }

        if (tags is [var last, ..] && line.AsSpan(last).StartsWith(SignatureTag, StringComparison.Ordinal)
            && EvidenceSignature.TryParse(line.AsSpan(last)[SignatureTag.Length..], out signature))
            tags = tags[1..];
        return tags.IsEmpty;
    }

    /// <summary>Whether what was made of numbers is what they are written as; the other fields are their texts.</summary>
    private static bool IsCanonical(string line, ReadOnlySpan<Range> f, Evidence read)
    {
        DefaultInterpolatedStringHandler again = new(0, 0, CultureInfo.InvariantCulture, stackalloc char[1024]);
        WriteNumbers(ref again, read);
        bool same = again.Text.SequenceEqual(line.AsSpan()[f[11].Start..f[14].End]);
        again.Clear();
        return same;
    }

    /// <summary>Reads a time in the one form that it is written in, digit by digit: of what a line costs, a pattern would take a third.</summary>
    private static bool TryParseTime(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text is not [_, _, _, _, '-', _, _, '-', _, _, 'T', _, _, ':', _, _, ':', _, _, 'Z'])
            return false;
        (int year, int month, int day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
        (int hour, int minute, int second) = (Digits(text[11..13]), Digits(text[14..16]), Digits(text[17..19]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
            return false;
        time = new(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    /// <summary>A number of digits, or less than 0 when there are others.</summary>
    private static int Digits(ReadOnlySpan<char> text)
    {
        int number = 0;
        foreach (char digit in text)
        {
            if (!char.IsAsciiDigit(digit))
                return -1;
            number = (number * 10) + (digit - '0');
        }

        return number;
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

    private static bool Fail(string why, out string problem)
    {
        problem = why;
        return false;
    }
}
