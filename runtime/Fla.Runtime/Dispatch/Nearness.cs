using System.Globalization;
using Fla.Tuning;

namespace Fla;

/// <summary>How far two sites are from each other: sizes in octaves, then device, then toolchain.</summary>
internal static class Nearness
{
    /// <summary>A winner further away than this, in octaves of all sizes together, tells nothing.</summary>
    private const double Farthest = 3;

    /// <summary>Another head dimension has other variants, or runs them masked: it tells less than another length.</summary>
    private const double OtherDims = 2;

    private const double OtherModel = 2;
    private const double OtherToolchain = 0.5;

    /// <summary>The distance, or null when nothing at one site says anything about the other.</summary>
    public static double? Distance(EvidenceSite asked, EvidenceSite measured)
    {
        if (asked.Element != measured.Element || asked.Policy != measured.Policy)
            return null;
        double? octaves = (OtherDims * Octaves(asked.Dims, measured.Dims, oneIsAlone: false)) + Octaves(asked.Bucket, measured.Bucket, oneIsAlone: true);
        double? device = DeviceDistance(asked.Device, measured.Device);
        if (octaves is null or > Farthest || device is null)
            return null;
        return octaves + (OtherModel * device) + (asked.Toolchain == measured.Toolchain ? 0 : OtherToolchain);
    }

    /// <summary>Octaves between named numbers. A size of one is alone: one token or one program is another kind of call than two.</summary>
    private static double? Octaves(string a, string b, bool oneIsAlone)
    {
        if (a == b)
            return 0;
        string[] left = a.Split(','), right = b.Split(',');
        if (left.Length != right.Length)
            return null;
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] == right[i])
                continue;
            if (!TrySplit(left[i], out string name, out long x) || !TrySplit(right[i], out string other, out long y) || name != other)
                return null;
            if (oneIsAlone && (x == 1 || y == 1))
                return null;
            sum += Math.Abs(Math.Log2((double)x / y));
        }

        return sum;
    }

    private static bool TrySplit(string text, out string name, out long value)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        name = at < 0 ? "" : text[..at];
        value = 0;
        return at > 0 && long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0;
    }

    /// <summary>How many parts of a device's id differ; null between classes.</summary>
    private static int? DeviceDistance(string a, string b)
    {
        if (a == b)
            return 0;
        if (!DeviceClass.Of(a).Has(b))
            return null;
        string[] left = a.Split('-'), right = b.Split('-');
        if (left[0] == "cuda")
            return 1;
        if (left.Length != right.Length)
            return null;
        // What differs first weighs most: maker, family, model.
        for (int i = 1; i < left.Length; i++)
        {
            if (left[i] != right[i])
                return left.Length - 1 - i;
        }

        return 0;
    }
}
