using System.Globalization;
using System.Runtime.CompilerServices;

namespace Fla.Tuning;

/// <summary>
/// An entry as text: fields between tabs, those of the key first, so that sorted lines are sorted keys. Behind the fields that every
/// entry has there may be others, each with its name before it.
/// </summary>
internal static partial class EvidenceText
{
    private const int Fields = 16;
    private const int KeyFields = 9;
    public const int DeviceField = 4;
    public const string SignatureTag = "sig=";
    private const string NumericsTag = "bits=";
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>What an entry is about, as the part of the line that it is: two entries with the same key merge.</summary>
    public static ReadOnlySpan<char> KeyOf(Evidence e) => e.Line.AsSpan(0, KeyFields - 1 + e.Kernel.Length + e.Variant.Length + e.ContentHash.Length
        + e.Site.Element.Length + e.Site.Dims.Length + e.Site.Bucket.Length + e.Site.Device.Length + e.Site.Toolchain.Length + e.Site.Policy.Length);

    /// <summary>A field of the first line of a text; empty where it has too few.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, int number)
    {
        for (; ; number--)
        {
            int end = text.IndexOfAny((byte)'\t', (byte)'\n');
            if (number == 0)
                return end < 0 ? text : text[..end];
            if (end < 0 || text[end] == '\n')
                return default;
            text = text[(end + 1)..];
        }
    }

    public static string Format(Evidence e)
    {
        DefaultInterpolatedStringHandler line = new(0, 0, CultureInfo.InvariantCulture, stackalloc char[1024]);
        Write(ref line, e);
        return line.ToStringAndClear();
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
        WriteNumbers(ref line, e);
        line.AppendLiteral("\t");
        line.AppendLiteral(e.Rejection ?? "-");
        if (e.Numerics is null)
            return;
        line.AppendLiteral("\t" + NumericsTag);
        line.AppendLiteral(e.Numerics);
    }

    /// <summary>The error, a summary of the samples, and the samples.</summary>
    private static void WriteNumbers(ref DefaultInterpolatedStringHandler line, Evidence e)
    {
        line.AppendFormatted(e.Error, "R");
        ReadOnlySpan<long> samples = e.Samples.AsSpan();
        WriteSummary(ref line, samples);
        line.AppendLiteral(samples.IsEmpty ? "-" : "");
        for (int i = 0; i < samples.Length; i++)
        {
            line.AppendLiteral(i > 0 ? "," : "");
            line.AppendFormatted(samples[i]);
        }
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
        // A half, if that: the pattern "0" would round it the same way and take ten times as long.
        line.AppendFormatted((long)Math.Floor(median + 0.5));
        line.AppendLiteral("ns\t±");
        line.AppendFormatted((Statistics.Quantile(sorted, 0.75) - Statistics.Quantile(sorted, 0.25)) / 2 / median * 100, "0.0");
        line.AppendLiteral("%\t");
    }
}
