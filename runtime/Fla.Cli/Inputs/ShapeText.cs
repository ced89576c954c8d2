using System.Globalization;

namespace Fla.Cli;

/// <summary>A shape as text: <c>B=1,T=2048,H=8,K=128,V=128</c>.</summary>
internal static class ShapeText
{
    private static readonly string[] Axes = ["B", "T", "H", "HV", "K", "V"];

    public static OpShape Parse(string text)
    {
        var lengths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [string axis, string number])
                throw new CliException($"shape: '{part}' is not AXIS=LENGTH, as in B=1,T=2048,H=8,K=128,V=128");
            axis = axis.ToUpperInvariant();
            if (!Axes.Contains(axis))
                throw CliException.Unknown("axis in --shape", axis, Axes);
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length < 1)
                throw new CliException($"shape: {axis} must be an integer from 1 to {int.MaxValue}, not '{number}'");
            if (!lengths.TryAdd(axis, length))
                throw new CliException($"shape: {axis} is there twice");
        }

        int h = Required("H"), k = Required("K");
        return new OpShape(lengths.GetValueOrDefault("B", 1), Required("T"), h, lengths.GetValueOrDefault("HV", h), k, lengths.GetValueOrDefault("V", k));

        int Required(string axis) => lengths.TryGetValue(axis, out int length)
            ? length
            : throw new CliException($"shape: {axis} is missing, as in B=1,T=2048,H=8,K=128 (B is 1, HV is H and V is K unless given)");
    }

    public static string Format(OpShape shape) => $"B={shape.B},T={shape.T},H={shape.H},HV={shape.HV},K={shape.K},V={shape.V}";
}
