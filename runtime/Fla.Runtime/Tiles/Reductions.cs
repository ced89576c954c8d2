namespace Fla;

/// <summary>Folds along one axis, in index order.</summary>
internal static class Reductions
{
    public static Tile Fold<TOp>(Tile x, int axis) where TOp : IZip<double, double>
    {
        Check(axis);
        return axis == 0 ? FoldRows<TOp>(x) : FoldCols<TOp>(x);
    }

    public static Tile CumSum(Tile x, int axis)
    {
        Check(axis);
        double[] sums = [.. x.Values];
        int first = axis == 0 ? x.Cols : 1;
        for (int i = first; i < sums.Length; i++)
            if (axis == 0 || i % x.Cols != 0)
                sums[i] += sums[i - first];
        return new Tile(x.Extent, sums);
    }

    public static Tile Scan(Tile x, Tile keep)
    {
        if (keep.Extent != x.Extent)
            throw new TileShapeException("Scan", "equal shapes", $"{x.Extent} and {keep.Extent}");
        double[] result = [.. x.Values];
        for (int i = x.Cols; i < result.Length; i++)
            result[i] += keep.Values[i] * result[i - x.Cols];
        return new Tile(x.Extent, result);
    }

    private static Tile FoldRows<TOp>(Tile x) where TOp : IZip<double, double>
    {
        double[] values = x.Values, result = values[..x.Cols];
        for (int row = 1; row < x.Rows; row++)
            for (int col = 0; col < result.Length; col++)
                result[col] = TOp.Apply(result[col], values[row * result.Length + col]);
        return new Tile(new Extent(1, x.Cols), result);
    }

    private static Tile FoldCols<TOp>(Tile x) where TOp : IZip<double, double>
    {
        double[] result = new double[x.Rows];
        for (int row = 0; row < result.Length; row++)
        {
            ReadOnlySpan<double> values = x.Values.AsSpan(row * x.Cols, x.Cols);
            double folded = values[0];
            for (int col = 1; col < values.Length; col++)
                folded = TOp.Apply(folded, values[col]);
            result[row] = folded;
        }
        return new Tile(new Extent(x.Rows, 1), result);
    }

    private static void Check(int axis)
    {
        if (axis is not (0 or 1))
            throw new ArgumentOutOfRangeException(nameof(axis), axis, "The axis is 0 (down the rows) or 1 (along the columns).");
    }
}
