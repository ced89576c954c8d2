using CsCheck;

namespace Fla.Tests;

public class ProductTests
{
    private static readonly Gen<double> Finite = Gen.Double[-2, 2];

    [Fact]
    public void DotIsTheSumOfProducts() =>
        Gen.Select(Gen.Int[1, 13], Gen.Int[1, 13], Gen.Int[1, 13])
            .SelectMany((m, k, n) => Gen.Select(Draw.Tile(m, k, Finite), Draw.Tile(k, n, Finite)))
            .Sample((a, b) => AssertClose(Naive(a, b), Tile.Dot(a, b)));

    [Fact]
    public void DotPropagatesNaNAndInfinity() =>
        Gen.Select(Draw.Size, Draw.Size, Draw.Size)
            .SelectMany((m, k, n) => Gen.Select(Draw.Tile(m, k), Draw.Tile(k, n)))
            .Sample((a, b) => AssertClose(Naive(a, b), Tile.Dot(a, b)));

    [Fact]
    public void DotOfZeroAndInfinityIsNaN() =>
        Assert.Equal(Tile.Full(1, 5, float.NaN), Tile.Dot(Tile.Zeros(1, 1), Tile.Full(1, 5, float.PositiveInfinity)));

    [Fact]
    public void PrecisionChangesNothingHere() =>
        Gen.Select(Draw.Tile(3, 4), Draw.Tile(4, 5)).Sample((a, b) => Assert.Equal(Tile.Dot(a, b), Tile.Dot(a, b, Precision.Full)));

    [Theory]
    [InlineData(3, 4, 3, 4)]
    [InlineData(3, 4, 1, 4)]
    [InlineData(1, 1, 2, 2)]
    public void DotNamesTheShapes(int m, int k, int rows, int n)
    {
        TileShapeException error = Assert.Throws<TileShapeException>(() => Tile.Dot(Tile.Zeros(m, k), Tile.Zeros(rows, n)));
        Assert.StartsWith("Dot: ", error.Message);
        Assert.Contains($"{m}×{k} and {rows}×{n}", error.Message);
    }

    [Fact]
    public void TransposeSwaps() => Draw.AnyTile.Sample(x =>
    {
        Assert.Equal((x.Cols, x.Rows), (x.T.Rows, x.T.Cols));
        for (int row = 0; row < x.Rows; row++)
            for (int col = 0; col < x.Cols; col++)
                Assert.Equal(x[row, col], x.T[col, row]);
    });

    internal static Tile Naive(Tile a, Tile b)
    {
        double[,] result = new double[a.Rows, b.Cols];
        for (int row = 0; row < a.Rows; row++)
            for (int col = 0; col < b.Cols; col++)
                for (int k = 0; k < a.Cols; k++)
                    result[row, col] += a[row, k] * b[k, col];
        return Tile.From(result);
    }

    internal static void AssertClose(Tile expected, Tile actual, double tolerance = 1e-12)
    {
        Assert.Equal((expected.Rows, expected.Cols), (actual.Rows, actual.Cols));
        for (int row = 0; row < expected.Rows; row++)
            for (int col = 0; col < expected.Cols; col++)
                if (!expected[row, col].Equals(actual[row, col]))
                    Assert.True(Math.Abs(expected[row, col] - actual[row, col]) <= tolerance, $"[{row}, {col}]: {expected[row, col]}, {actual[row, col]}");
    }
}
