using System.Globalization;

namespace Fla;

/// <summary>The axes of an op: batch, tokens, heads of q and k, heads of v (a multiple of <paramref name="H"/>), key and value dimension.</summary>
/// <param name="B">Batch.</param>
/// <param name="T">Tokens.</param>
/// <param name="H">Heads of q and k.</param>
/// <param name="HV">Heads of v.</param>
/// <param name="K">Head dimension of q and k.</param>
/// <param name="V">Head dimension of v.</param>
public readonly record struct OpShape(
    int B, int T, [property: NotInKey("heads of q and k that share a head of v are read again, from the cache")] int H, int HV, int K, int V)
{
    private static readonly string[] Axes = ["B", "T", "H", "HV", "K", "V", "D", "M", "R"];

    /// <summary>Slots, for ops that have them: 0 leaves their number to the op. Other ops have no such axis.</summary>
    [NotInKey("of an op with slots it is the V of its scores, or the K of its reads")]
    public int M { get; init; }

    /// <summary>Steps a token, for ops that have them: 0 leaves their number to the op. Other ops have no such axis.</summary>
    [NotInKey("a dimension of the key where an op has steps")]
    public int R { get; init; }

    /// <summary>Reads <c>B=1,T=2048,H=8,K=128,V=128</c>. Unless given, B is 1, HV is H, V is K, M and R are 0. <c>D</c>, for ops over channels, is K of one head.</summary>
    /// <exception cref="ArgumentException">The text is no shape; the message says what is wrong with it.</exception>
    public static OpShape Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, int> lengths = new(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [string axis, string number])
                throw Wrong($"'{part}' is not AXIS=LENGTH, as in B=1,T=2048,H=8,K=128,V=128");
            axis = axis.ToUpperInvariant();
            if (!Axes.Contains(axis))
                throw Wrong($"unknown axis '{axis}': expected {string.Join(", ", Axes[..^1])} or {Axes[^1]}");
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length < 1)
                throw Wrong($"{axis} must be an integer from 1 to {int.MaxValue}, not '{number}'");
            if (!lengths.TryAdd(axis, length))
                throw Wrong($"{axis} is there twice");
        }

        if (lengths.Remove("D", out int channels))
        {
            lengths.TryAdd("H", 1);
            if (!lengths.TryAdd("K", channels))
                throw Wrong("D is K under another name: give one of them");
        }

        int h = Required("H"), k = Required("K");
        return new(lengths.GetValueOrDefault("B", 1), Required("T"), h, lengths.GetValueOrDefault("HV", h), k, lengths.GetValueOrDefault("V", k))
        {
            M = lengths.GetValueOrDefault("M"),
            R = lengths.GetValueOrDefault("R"),
        };

        int Required(string axis) => lengths.TryGetValue(axis, out int length)
            ? length
            : throw Wrong($"{axis} is missing, as in B=1,T=2048,H=8,K=128 (B is 1, HV is H and V is K unless given)");

        ArgumentException Wrong(string what) => new($"shape: {what}", nameof(text));
    }

    /// <summary>All axes, as <see cref="Parse"/> reads them.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"B={B},T={T},H={H},HV={HV},K={K},V={V}{Own('M', M)}{Own('R', R)}");

    private static string Own(char axis, int length) => length > 0 ? string.Create(CultureInfo.InvariantCulture, $",{axis}={length}") : "";
}
