using System.Diagnostics;

namespace Fla;

/// <summary>An immutable rows×cols matrix of numbers: the only value that a template computes with besides scalars.</summary>
/// <remarks>
/// The interpreter holds doubles; compiled kernels hold single precision or the element type. Elementwise operations
/// broadcast: each dimension of the operands is equal or 1, else <see cref="TileShapeException"/>. NaN and infinities
/// propagate as in IEEE 754.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class Tile : IEquatable<Tile>
{
    internal Tile(Extent extent, double[] values) => (Extent, Values) = (extent, values);

    internal Extent Extent { get; }

    internal double[] Values { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Extent.Rows;

    /// <summary>The number of columns.</summary>
    public int Cols => Extent.Cols;

    /// <summary>One value, for inspection only: not for templates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is outside the tile.</exception>
    public double this[int row, int col] => Values[Extent.Checked(row, col)];

    /// <summary>The value of a 1×1 tile, rounded to single precision.</summary>
    /// <exception cref="TileShapeException">The tile is not 1×1.</exception>
    public float Scalar => Values.Length == 1 ? (float)Values[0] : throw new TileShapeException("Scalar", "1×1", Extent.ToString());

    /// <summary>A copy of the values, for inspection only: not for templates.</summary>
    public double[,] ToArray()
    {
        double[,] array = new double[Rows, Cols];
        Buffer.BlockCopy(Values, 0, array, 0, Buffer.ByteLength(Values));
        return array;
    }

    /// <summary>Rounds every value to <typeparamref name="T"/>, to nearest even, and back.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/>, <see cref="Half"/> or <see cref="double"/>.</typeparam>
    /// <returns>A tile of the same shape.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public Tile To<T>() where T : unmanaged
    {
        ElementConversion<T>.Require("To");
        return Elementwise.Map<RoundTo<T>>(this);
    }

    /// <summary>True when shape and values are the same; here NaN equals NaN. (<c>==</c> compares elementwise.)</summary>
    public bool Equals(Tile? other) => other is not null && Extent == other.Extent && Values.AsSpan().SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Tile);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Extent, Values[0], Values[^1]);

    /// <summary>The shape and the first values.</summary>
    public override string ToString() => Preview.Of("Tile", Extent, Values);
}
