using System.Diagnostics;

namespace Fla;

/// <summary>An immutable rows×cols matrix of booleans: what comparing tiles gives, and what <see cref="Tile.Where"/> chooses by.</summary>
/// <remarks>Operands broadcast as tiles do: each dimension is equal or 1.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Mask
{
    internal Mask(Extent extent, bool[] values) => (Extent, Values) = (extent, values);

    internal Extent Extent { get; }

    internal bool[] Values { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Extent.Rows;

    /// <summary>The number of columns.</summary>
    public int Cols => Extent.Cols;

    /// <summary>One value, for inspection only: not for templates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is outside the mask.</exception>
    public bool this[int row, int col] => Values[Extent.Checked(row, col)];

    /// <summary>True where both are.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Mask operator &(Mask left, Mask right) => Elementwise.Zip<And>("&", left, right);

    /// <summary>True where either is.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Mask operator |(Mask left, Mask right) => Elementwise.Zip<Or>("|", left, right);

    /// <summary>True where exactly one is.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Mask operator ^(Mask left, Mask right) => Elementwise.Zip<ExclusiveOr>("^", left, right);

    /// <summary>True where the mask is false.</summary>
    public static Mask operator !(Mask mask)
    {
        bool[] values = new bool[mask.Values.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = !mask.Values[i];
        return new(mask.Extent, values);
    }

    /// <summary>The shape and the first values, 1 for true.</summary>
    public override string ToString() => Preview.Of("Mask", Extent, Values);
}
