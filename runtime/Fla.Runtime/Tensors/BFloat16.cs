using System.Globalization;

namespace Fla;

/// <summary>A 16-bit float with the range of <see cref="float"/>: 1 sign, 8 exponent and 7 fraction bits.</summary>
/// <remarks>Conversions to it round to nearest, ties to even; infinities, NaN and denormals are kept.</remarks>
public readonly struct BFloat16 : IEquatable<BFloat16>, IFormattable
{
    private BFloat16(ushort bits) => Bits = bits;

    /// <summary>The bit pattern: the upper half of the <see cref="float"/> of the same value.</summary>
    public ushort Bits { get; }

    /// <summary>The value with a given bit pattern.</summary>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>Rounds to nearest, ties to even.</summary>
    public static explicit operator BFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
        {
            uint upper = bits >> 16;
            return new((ushort)((upper & 0x7F) == 0 ? upper | 0x40 : upper));
        }
        uint roundUp = 0x7FFF + ((bits >> 16) & 1);
        return new((ushort)((bits + roundUp) >> 16));
    }

    /// <summary>Rounds once to nearest, ties to even (not by way of a rounded <see cref="float"/>).</summary>
    public static explicit operator BFloat16(double value)
    {
        float nearest = (float)value;
        if (nearest == value || double.IsNaN(value)) return (BFloat16)nearest;

        // Rounding to odd keeps what the second rounding must know: that the value was inexact.
        uint bits = BitConverter.SingleToUInt32Bits(nearest);
        uint truncated = Math.Abs((double)nearest) > Math.Abs(value) ? bits - 1 : bits;
        return (BFloat16)BitConverter.UInt32BitsToSingle(truncated | 1);
    }

    /// <summary>Widens without error.</summary>
    public static explicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);

    /// <summary>Widens without error.</summary>
    public static explicit operator double(BFloat16 value) => (float)value;

    /// <summary>Compares as numbers: NaN differs from everything, and the two zeros are equal.</summary>
    public static bool operator ==(BFloat16 left, BFloat16 right) => (float)left == (float)right;

    /// <summary>Compares as numbers: NaN differs from everything, and the two zeros are equal.</summary>
    public static bool operator !=(BFloat16 left, BFloat16 right) => !(left == right);

    /// <summary>Like <c>==</c>, but NaN equals NaN.</summary>
    public bool Equals(BFloat16 other) => ((float)this).Equals((float)other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ((float)this).GetHashCode();

    /// <summary>The value in the invariant culture.</summary>
    public override string ToString() => ToString(null, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ((float)this).ToString(format, formatProvider);
}
