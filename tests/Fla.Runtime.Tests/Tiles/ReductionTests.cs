using CsCheck;

namespace Fla.Tests;

public class ReductionTests
{
    private static readonly Dictionary<string, (Func<Tile, int, Tile> Tile, Func<double, double, double> Fold)> Folds = new()
    {
        ["Sum"] = (Tile.Sum, (a, b) => a + b),
        ["MaxOf"] = (Tile.MaxOf, Math.Max),
        ["MinOf"] = (Tile.MinOf, Math.Min),
    };

    public static TheoryData<string> Names => [.. Folds.Keys];

    [Theory, MemberData(nameof(Names))]
    public void AxisZeroReducesTheRows(string name) => Draw.AnyTile.Sample(x =>
    {
        Tile y = Folds[name].Tile(x, 0);
        Assert.Equal((1, x.Cols), (y.Rows, y.Cols));
        for (int col = 0; col < x.Cols; col++)
            Assert.Equal(Enumerable.Range(0, x.Rows).Select(row => x[row, col]).Aggregate(Folds[name].Fold), y[0, col]);
    });

    [Theory, MemberData(nameof(Names))]
    public void AxisOneReducesTheColumns(string name) => Draw.AnyTile.Sample(x =>
    {
        Tile y = Folds[name].Tile(x, 1);
        Assert.Equal((x.Rows, 1), (y.Rows, y.Cols));
        for (int row = 0; row < x.Rows; row++)
            Assert.Equal(Enumerable.Range(0, x.Cols).Select(col => x[row, col]).Aggregate(Folds[name].Fold), y[row, 0]);
    });

    [Fact]
    public void CumSumDownTheRows() => Draw.AnyTile.Sample(x =>
    {
        Tile y = Tile.CumSum(x, 0);
        Assert.Equal((x.Rows, x.Cols), (y.Rows, y.Cols));
        for (int col = 0; col < x.Cols; col++)
        {
            double sum = 0;
            for (int row = 0; row < x.Rows; row++)
                Assert.Equal(sum += x[row, col], y[row, col]);
        }
    });

    [Fact]
    public void CumSumAlongTheColumnsIsItsTranspose() =>
        Draw.AnyTile.Sample(x => Assert.Equal(Tile.CumSum(x.T, 0).T, Tile.CumSum(x, 1)));

    [Fact]
    public void TheLastCumSumIsTheSum() =>
        Draw.AnyTile.Sample(x => Assert.Equal(Tile.Sum(x, 0), Tile.CumSum(x, 0).Row(x.Rows - 1)));

    [Fact]
    public void ScanKeepsAPartOfTheRowBefore() => Draw.AnyTile.Sample(x =>
    {
        Tile keep = x * 0.5f, y = Tile.Scan(x, keep);
        for (int col = 0; col < x.Cols; col++)
        {
            double running = 0;
            for (int row = 0; row < x.Rows; row++)
                Assert.Equal(running = row == 0 ? x[row, col] : x[row, col] + (keep[row, col] * running), y[row, col]);
        }
    });

    [Fact]
    public void ScanThatKeepsAllIsTheRunningSum() =>
        Draw.AnyTile.Sample(x => Assert.Equal(Tile.CumSum(x, 0), Tile.Scan(x, Tile.Full(x.Rows, x.Cols, 1))));

    [Fact]
    public void ScanTakesEqualShapes() => Assert.Throws<TileShapeException>(() => Tile.Scan(Tile.Zeros(3, 2), Tile.Zeros(1, 2)));

    [Fact]
    public void NaNSpoilsOnlyItsOwnRow()
    {
        Tile x = Tile.Where(Tile.RowIndex(3) == 1, float.NaN, Tile.ColIndex(4));
        foreach (Tile y in new[] { Tile.Sum(x, 1), Tile.MaxOf(x, 1), Tile.MinOf(x, 1) })
            Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(row => double.IsNaN(y[row, 0])));
    }

    [Fact]
    public void AnotherAxisIsRefused()
    {
        Tile x = Tile.Zeros(2, 2);
        foreach (int axis in new[] { -1, 2 })
        {
            Assert.Throws<ArgumentOutOfRangeException>("axis", () => Tile.Sum(x, axis));
            Assert.Throws<ArgumentOutOfRangeException>("axis", () => Tile.MaxOf(x, axis));
            Assert.Throws<ArgumentOutOfRangeException>("axis", () => Tile.MinOf(x, axis));
            Assert.Throws<ArgumentOutOfRangeException>("axis", () => Tile.CumSum(x, axis));
        }
    }
}
