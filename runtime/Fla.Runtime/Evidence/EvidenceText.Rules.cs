using System.Buffers;
using System.Globalization;
using Fla.Safetensors;

namespace Fla.Tuning;

internal static partial class EvidenceText
{
    public const int MaxLine = 4096;
    private const int MaxField = 256;
    private const int MostTags = 2;
    private const long LongestSample = 100_000_000_000_000;
    public static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly DateTimeOffset Earliest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What is wrong with an entry, or null: values that no measurement gives are refused wherever they come from.</summary>
    public static string? Problem(Evidence e)
    {
        ReadOnlySpan<string> fields = [e.Kernel, e.Variant, e.ContentHash, e.Session, e.Site.Element, e.Site.Dims, e.Site.Bucket, e.Site.Device, e.Site.Toolchain, e.Site.Policy];
        foreach (string field in fields)
        {
            if (!IsField(field))
                return $"{Printable.Quote(field)} cannot be a field";
        }

        if (e.ContentHash.Length != 64 || e.ContentHash.AsSpan().ContainsAnyExcept(Hex))
            return $"{Printable.Quote(e.ContentHash)} is no content hash";
        if (!e.Variant.StartsWith(e.Kernel, StringComparison.Ordinal) || e.Variant.AsSpan(e.Kernel.Length) is not ['/', ..])
            return $"variant {Printable.Quote(e.Variant)} is not of kernel {Printable.Quote(e.Kernel)}";
        if (e.When < Earliest || e.When > Latest || e.When.Ticks % TimeSpan.TicksPerSecond != 0)
            return "the time is absurd";
        if (!(e.Error is >= 0 and <= 1))
            return "the relative error is absurd";
        if (e.Samples.IsDefault || e.Samples.Length > Evidence.MaxSamples || e.Samples.Any(static s => s is < 0 or > LongestSample))
            return "the samples are absurd";
        if (e.Rejection is { } reason && (reason is "" or "-" || reason.Length > MaxField || reason.Any(IsUnfit)))
            return "the reason of a rejection must be one short line";
        if (e.Numerics is { } numerics && !IsField(numerics))
            return $"{Printable.Quote(numerics)} is no class of results";
        bool gate = e.Site.Bucket == EvidenceSite.AnyBucket;
        return gate == (e.Count > 0) ? "times belong to a bucket, gate results to none" : null;
    }

    /// <summary>A reason that fits a line.</summary>
    public static string Reason(string text)
    {
        string line = new([.. text.Select(static c => IsUnfit(c) ? ' ' : c).Take(MaxField)]);
        return line.Trim() is { Length: > 1 } reason ? reason : "no reason given";
    }

    private static bool IsField(string text)
    {
        if (text.Length is 0 or > MaxField)
            return false;
        if (!text.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return true;
        return !text.Any(static c => IsUnfit(c) || char.IsWhiteSpace(c));
    }

    // What cannot be seen can deceive a reviewer; and without surrogates the order of UTF-16 is the order of the bytes.
    private static bool IsUnfit(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
