namespace Fla;

public sealed partial class Tile
{
    /// <summary>A rows×cols tile of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1.</exception>
    public static Tile Zeros(int rows, int cols)
    {
        Extent extent = Extent.Of(rows, cols);
        return new(extent, new double[extent.Count]);
    }

    /// <summary>A rows×cols tile of one value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1.</exception>
    public static Tile Full(int rows, int cols, float value)
    {
        Tile tile = Zeros(rows, cols);
        Array.Fill(tile.Values, value);
        return tile;
    }

    /// <summary>The row numbers 0 to rows − 1, as a rows×1 tile.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is below 1.</exception>
    public static Tile RowIndex(int rows) => Counting(Extent.Of(rows, 1));

    /// <summary>The column numbers 0 to cols − 1, as a 1×cols tile.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cols"/> is below 1.</exception>
    public static Tile ColIndex(int cols) => Counting(Extent.Of(1, cols));

    /// <summary>A copy of an array, for tests: not for templates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1.</exception>
    public static Tile From(double[,] values)
    {
        Tile tile = Zeros(values.GetLength(0), values.GetLength(1));
        Buffer.BlockCopy(values, 0, tile.Values, 0, Buffer.ByteLength(values));
        return tile;
    }

    /// <summary>A 1×1 tile, which broadcasts to any shape.</summary>
    public static implicit operator Tile(float value) => new(new Extent(1, 1), [value]);

    private static Tile Counting(Extent extent)
    {
        double[] values = new double[extent.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = i;
        return new(extent, values);
    }
}
