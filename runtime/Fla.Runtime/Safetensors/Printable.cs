using System.Text;

namespace Fla.Safetensors;

/// <summary>Text from an untrusted file made safe for a terminal: one line, no control characters, not long.</summary>
internal static class Printable
{
    private const int Longest = 60;

    public static string Quote(string text)
    {
        var result = new StringBuilder("'");
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (result.Length > Longest)
            {
                result.Append('…');
                break;
            }

            if (IsPlain(rune))
                result.Append(rune);
            else
                result.Append($"\\u{rune.Value:x4}");
        }

        return result.Append('\'').ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (System.Globalization.UnicodeCategory.Control
            or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator
            or System.Globalization.UnicodeCategory.PrivateUse
            or System.Globalization.UnicodeCategory.OtherNotAssigned);
}
