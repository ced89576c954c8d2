using System.Globalization;
using System.Text;

namespace Fla.Safetensors;

/// <summary>Text from an untrusted file made safe for a terminal: one line, no control characters.</summary>
public static class Printable
{
    private const int LongestQuote = 60;

    /// <summary>The text in quotes, cut where it is long.</summary>
    public static string Quote(string text) =>
        $"'{Line(text.Length > LongestQuote ? string.Concat(text.AsSpan(0, LongestQuote), "…") : text)}'";

    /// <summary>The whole text with everything that is not visible written as an escape.</summary>
    public static string Line(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsPlain(rune))
                result.Append(rune);
            else
                result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return result.ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned);
}
