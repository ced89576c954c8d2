namespace Fla;

public sealed partial class Tile
{
    /// <summary>e to the power of each element.</summary>
    /// <returns>A tile of the same shape.</returns>
    public static Tile Exp(Tile x) => Elementwise.Map<Exponential>(x);

    /// <summary>The natural logarithm of each element; NaN below 0.</summary>
    /// <returns>A tile of the same shape.</returns>
    public static Tile Log(Tile x) => Elementwise.Map<Logarithm>(x);

    /// <summary>The square root of each element; NaN below 0.</summary>
    /// <returns>A tile of the same shape.</returns>
    public static Tile Sqrt(Tile x) => Elementwise.Map<SquareRoot>(x);

    /// <summary>One over the square root of each element; infinite at 0, NaN below.</summary>
    /// <returns>A tile of the same shape.</returns>
    public static Tile Rsqrt(Tile x) => Elementwise.Map<InverseSquareRoot>(x);

    /// <summary>The magnitude of each element.</summary>
    /// <returns>A tile of the same shape.</returns>
    public static Tile Abs(Tile x) => Elementwise.Map<Magnitude>(x);

    /// <summary>1 / (1 + e⁻ˣ) of each element.</summary>
    /// <returns>A tile of the same shape.</returns>
    public static Tile Sigmoid(Tile x) => Elementwise.Map<Logistic>(x);

    /// <summary>The hyperbolic tangent of each element.</summary>
    /// <returns>A tile of the same shape.</returns>
    public static Tile Tanh(Tile x) => Elementwise.Map<HyperbolicTangent>(x);

    /// <summary>The smaller of each pair of elements; NaN if either is.</summary>
    /// <returns>A tile of the broadcast shape.</returns>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Tile Min(Tile a, Tile b) => Elementwise.Zip<Lower>("Min", a, b);

    /// <summary>The larger of each pair of elements; NaN if either is.</summary>
    /// <returns>A tile of the broadcast shape.</returns>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Tile Max(Tile a, Tile b) => Elementwise.Zip<Upper>("Max", a, b);

    /// <summary>Elements of <paramref name="a"/> where the condition is true, of <paramref name="b"/> where it is false.</summary>
    /// <remarks>What is not chosen has no effect, even NaN.</remarks>
    /// <returns>A tile of the shape to which all three broadcast.</returns>
    /// <exception cref="TileShapeException">The shapes do not broadcast.</exception>
    public static Tile Where(Mask condition, Tile a, Tile b) => Elementwise.Where(condition, a, b);
}
