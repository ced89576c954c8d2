namespace Fla;

public sealed partial class Tile
{
    /// <summary>The negative of each element.</summary>
    public static Tile operator -(Tile x) => Elementwise.Map<Negate>(x);

    /// <summary>The sum of each pair of elements.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Tile operator +(Tile left, Tile right) => Elementwise.Zip<Add>("+", left, right);

    /// <summary>The difference of each pair of elements.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Tile operator -(Tile left, Tile right) => Elementwise.Zip<Subtract>("-", left, right);

    /// <summary>The product of each pair of elements; for a matrix product use <see cref="Dot"/>.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Tile operator *(Tile left, Tile right) => Elementwise.Zip<Multiply>("*", left, right);

    /// <summary>The quotient of each pair of elements.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Tile operator /(Tile left, Tile right) => Elementwise.Zip<Divide>("/", left, right);

    /// <summary>True where the left element is less; false for NaN.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Mask operator <(Tile left, Tile right) => Elementwise.Compare<Less>("<", left, right);

    /// <summary>True where the left element is less or equal; false for NaN.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Mask operator <=(Tile left, Tile right) => Elementwise.Compare<LessOrEqual>("<=", left, right);

    /// <summary>True where the left element is greater; false for NaN.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Mask operator >(Tile left, Tile right) => Elementwise.Compare<Greater>(">", left, right);

    /// <summary>True where the left element is greater or equal; false for NaN.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Mask operator >=(Tile left, Tile right) => Elementwise.Compare<GreaterOrEqual>(">=", left, right);

    /// <summary>True where the elements are equal; false for NaN.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Mask operator ==(Tile left, Tile right) => Elementwise.Compare<Same>("==", left, right);

    /// <summary>True where the elements differ; true for NaN.</summary>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Mask operator !=(Tile left, Tile right) => Elementwise.Compare<Different>("!=", left, right);
}
