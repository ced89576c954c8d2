namespace Fla;

public sealed partial class Tile
{
    /// <summary>The transpose, cols×rows.</summary>
    public Tile T
    {
        get
        {
            double[] values = new double[Values.Length];
            for (int row = 0; row < Rows; row++)
                for (int col = 0; col < Cols; col++)
                    values[col * Rows + row] = Values[row * Cols + col];
            return new(new Extent(Cols, Rows), values);
        }
    }

    /// <summary>The matrix product.</summary>
    /// <param name="a">An m×k tile.</param>
    /// <param name="b">A k×n tile.</param>
    /// <param name="precision">How precisely compiled kernels read the operands; the interpreter always uses double.</param>
    /// <returns>An m×n tile.</returns>
    /// <exception cref="TileShapeException">The inner dimensions differ.</exception>
    public static Tile Dot(Tile a, Tile b, Precision precision = Precision.Element) => Products.Dot(a, b);

    /// <summary>Solves (I + L)·X = rhs, where L is the part of <paramref name="lower"/> strictly below the diagonal.</summary>
    /// <param name="lower">An n×n tile; its diagonal and upper part are ignored.</param>
    /// <param name="rhs">An n×m tile.</param>
    /// <returns>X, an n×m tile.</returns>
    /// <exception cref="TileShapeException"><paramref name="lower"/> is not square or has other rows than <paramref name="rhs"/>.</exception>
    public static Tile SolveUnitLower(Tile lower, Tile rhs) => Products.SolveUnitLower(lower, rhs);

    /// <summary>A part of the tile.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows, at least 1.</param>
    /// <param name="col">The first column.</param>
    /// <param name="cols">How many columns, at least 1.</param>
    /// <returns>A rows×cols tile.</returns>
    /// <exception cref="TileShapeException">The part reaches outside the tile.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Tile Slice(int row, int rows, int col, int cols) => Part("Slice", row, rows, col, cols);

    /// <summary>One row, as a 1×cols tile.</summary>
    /// <exception cref="TileShapeException">There is no such row.</exception>
    public Tile Row(int i) => Part("Row", i, 1, 0, Cols);

    /// <summary>One column, as a rows×1 tile.</summary>
    /// <exception cref="TileShapeException">There is no such column.</exception>
    public Tile Column(int j) => Part("Column", 0, Rows, j, 1);

    private Tile Part(string operation, int row, int rows, int col, int cols)
    {
        Extent extent = Extent.Of(rows, cols);
        if (row < 0 || col < 0 || row > Rows - rows || col > Cols - cols)
            throw new TileShapeException(operation, $"a part of {Extent}", $"{extent} at row {row}, column {col}");
        double[] values = new double[extent.Count];
        for (int i = 0; i < rows; i++)
            Values.AsSpan((row + i) * Cols + col, cols).CopyTo(values.AsSpan(i * cols));
        return new(extent, values);
    }
}
