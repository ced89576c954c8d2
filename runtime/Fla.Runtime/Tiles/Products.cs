using System.Numerics;
using System.Runtime.InteropServices;

namespace Fla;

/// <summary>Matrix product and triangular solve over row-major doubles; the inner loop adds one row to another.</summary>
internal static class Products
{
    public static Tile Dot(Tile a, Tile b)
    {
        if (a.Cols != b.Rows)
            throw new TileShapeException("Dot", "(m×k)·(k×n)", $"{a.Extent} and {b.Extent}");
        Extent extent = Extent.Of(a.Rows, b.Cols);
        double[] result = new double[extent.Count];
        for (int row = 0; row < a.Rows; row++)
            for (int k = 0; k < a.Cols; k++)
                AddScaled(RowOf(result, row, b.Cols), a.Values[row * a.Cols + k], RowOf(b.Values, k, b.Cols));
        return new Tile(extent, result);
    }

    public static Tile SolveUnitLower(Tile lower, Tile rhs)
    {
        if (lower.Rows != lower.Cols || lower.Rows != rhs.Rows)
            throw new TileShapeException("SolveUnitLower", "n×n and n×m", $"{lower.Extent} and {rhs.Extent}");
        double[] solution = [.. rhs.Values];
        for (int row = 1; row < rhs.Rows; row++)
            for (int known = 0; known < row; known++)
                AddScaled(RowOf(solution, row, rhs.Cols), -lower.Values[row * lower.Cols + known], RowOf(solution, known, rhs.Cols));
        return new Tile(rhs.Extent, solution);
    }

    private static Span<double> RowOf(double[] values, int row, int cols) => values.AsSpan(row * cols, cols);

    private static void AddScaled(Span<double> target, double scale, ReadOnlySpan<double> source)
    {
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> terms = MemoryMarshal.Cast<double, Vector<double>>(source);
        Vector<double> factor = new(scale);
        for (int i = 0; i < wide.Length; i++)
            wide[i] += factor * terms[i];
        for (int i = wide.Length * Vector<double>.Count; i < target.Length; i++)
            target[i] += scale * source[i];
    }
}
