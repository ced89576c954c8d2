namespace Fla;

/// <summary>The shape of a tile or mask, and the rule by which two shapes combine.</summary>
internal readonly record struct Extent(int Rows, int Cols)
{
    public int Count => Rows * Cols;

    // A dimension of 1 stretches: its neighbour along that axis is itself.
    public int RowStep => Rows == 1 ? 0 : Cols;

    public int ColStep => Cols == 1 ? 0 : 1;

    public static Extent Of(int rows, int cols)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(cols, 1);
        _ = checked(rows * cols);
        return new(rows, cols);
    }

    public Extent With(Extent other, string operation)
    {
        if ((Rows == other.Rows || Rows == 1 || other.Rows == 1) && (Cols == other.Cols || Cols == 1 || other.Cols == 1))
            return Of(Math.Max(Rows, other.Rows), Math.Max(Cols, other.Cols));
        throw new TileShapeException(operation, "each dimension equal or 1", $"{this} and {other}");
    }

    public int Checked(int row, int col)
    {
        if ((uint)row >= (uint)Rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"The shape is {this}.");
        if ((uint)col >= (uint)Cols)
            throw new ArgumentOutOfRangeException(nameof(col), col, $"The shape is {this}.");
        return row * Cols + col;
    }

    public override string ToString() => $"{Rows}×{Cols}";
}
