namespace Fla;

public sealed partial class Tile
{
    /// <summary>The sum along an axis.</summary>
    /// <param name="x">A rows×cols tile.</param>
    /// <param name="axis">0 reduces the rows, 1 the columns.</param>
    /// <returns>1×cols for axis 0, rows×1 for axis 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is neither 0 nor 1.</exception>
    public static Tile Sum(Tile x, int axis) => Reductions.Fold<Add>(x, axis);

    /// <summary>The largest element along an axis; NaN if any is.</summary>
    /// <param name="x">A rows×cols tile.</param>
    /// <param name="axis">0 reduces the rows, 1 the columns.</param>
    /// <returns>1×cols for axis 0, rows×1 for axis 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is neither 0 nor 1.</exception>
    public static Tile MaxOf(Tile x, int axis) => Reductions.Fold<Upper>(x, axis);

    /// <summary>The smallest element along an axis; NaN if any is.</summary>
    /// <param name="x">A rows×cols tile.</param>
    /// <param name="axis">0 reduces the rows, 1 the columns.</param>
    /// <returns>1×cols for axis 0, rows×1 for axis 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is neither 0 nor 1.</exception>
    public static Tile MinOf(Tile x, int axis) => Reductions.Fold<Lower>(x, axis);

    /// <summary>The running sum along an axis, each element included in its own sum.</summary>
    /// <param name="x">A rows×cols tile.</param>
    /// <param name="axis">0 runs down the rows, 1 along the columns.</param>
    /// <returns>A tile of the same shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is neither 0 nor 1.</exception>
    public static Tile CumSum(Tile x, int axis) => Reductions.CumSum(x, axis);

    /// <summary>A linear recurrence down the rows: yᵢ = keepᵢ ⊙ yᵢ₋₁ + xᵢ, from zero.</summary>
    /// <param name="x">A rows×cols tile.</param>
    /// <param name="keep">What each row keeps of the one before: the same shape.</param>
    /// <returns>A tile of the same shape.</returns>
    /// <exception cref="TileShapeException">The shapes differ.</exception>
    public static Tile Scan(Tile x, Tile keep) => Reductions.Scan(x, keep);
}
