using System.Globalization;

namespace Fla.Cli;

/// <summary>Lengths of time as they are spelt on the command line.</summary>
internal static class Duration
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))];

    public static TimeSpan Parse(string option, string text)
    {
        foreach ((string suffix, TimeSpan unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
                && count > 0 && count * unit.TotalHours <= 24)
            {
                return count * unit;
            }
        }

        throw new CliException($"{option} cannot be '{text}': expected a time up to 24h such as 500ms, 30s or 2m");
    }
}
