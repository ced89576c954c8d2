using CsCheck;

namespace Fla.Tests;

public class TileTests
{
    [Fact]
    public void Factories()
    {
        Assert.Equal(Tile.From(new double[2, 3]), Tile.Zeros(2, 3));
        Assert.Equal(Tile.From(new[,] { { (double)0.1f }, { (double)0.1f } }), Tile.Full(2, 1, 0.1f));
        Assert.Equal(Tile.From(new double[,] { { 0 }, { 1 }, { 2 } }), Tile.RowIndex(3));
        Assert.Equal(Tile.From(new double[,] { { 0, 1, 2 } }), Tile.ColIndex(3));
    }

    [Theory]
    [InlineData(0, 1, "rows")]
    [InlineData(-1, 1, "rows")]
    [InlineData(1, 0, "cols")]
    public void ATileHasAtLeastOneElement(int rows, int cols, string parameter)
    {
        Assert.Throws<ArgumentOutOfRangeException>(parameter, () => Tile.Zeros(rows, cols));
        Assert.Throws<ArgumentOutOfRangeException>(parameter, () => Tile.Full(rows, cols, 1));
        Assert.Throws<ArgumentOutOfRangeException>(parameter, () => Tile.Zeros(2, 2).Slice(0, rows, 0, cols));
    }

    [Fact]
    public void FromAndToArrayCopy() => Draw.AnyTile.Sample(x =>
    {
        double[,] values = x.ToArray();
        Tile copy = Tile.From(values);
        values[0, 0] += 1;
        Assert.Equal(x, copy);
        Assert.Equal(x, Tile.From(x.ToArray()));
    });

    [Fact]
    public void SlicesRowsAndColumns() =>
        Gen.Select(Draw.Size, Draw.Size).SelectMany((rows, cols) => Gen.Select(
                Draw.Tile(rows, cols), Gen.Int[0, rows - 1], Gen.Int[0, cols - 1]))
            .SelectMany((x, row, col) => Gen.Select(Gen.Const((x, row, col)), Gen.Int[1, x.Rows - row], Gen.Int[1, x.Cols - col]))
            .Sample((start, rows, cols) =>
            {
                (Tile x, int row, int col) = start;
                Tile part = x.Slice(row, rows, col, cols);
                Assert.Equal((rows, cols), (part.Rows, part.Cols));
                for (int i = 0; i < rows; i++)
                    for (int j = 0; j < cols; j++)
                        Assert.Equal(x[row + i, col + j], part[i, j]);
                Assert.Equal(x.Slice(row, 1, 0, x.Cols), x.Row(row));
                Assert.Equal(x.Slice(0, x.Rows, col, 1), x.Column(col));
            });

    [Theory]
    [InlineData(-1, 1, 0, 1)]
    [InlineData(2, 2, 0, 1)]
    [InlineData(0, 1, 4, 1)]
    [InlineData(0, 1, 2, 3)]
    [InlineData(0, int.MaxValue, 0, 1)]
    public void ASliceMustFit(int row, int rows, int col, int cols)
    {
        TileShapeException error = Assert.Throws<TileShapeException>(() => Tile.Zeros(3, 4).Slice(row, rows, col, cols));
        Assert.StartsWith("Slice: ", error.Message);
        Assert.Contains("3×4", error.Message);
        Assert.Contains($"{rows}×{cols}", error.Message);
    }

    [Fact]
    public void RowsAndColumnsMustExist()
    {
        Assert.StartsWith("Row: ", Assert.Throws<TileShapeException>(() => Tile.Zeros(3, 4).Row(3)).Message);
        Assert.StartsWith("Column: ", Assert.Throws<TileShapeException>(() => Tile.Zeros(3, 4).Column(-1)).Message);
    }

    [Fact]
    public void ScalarIsForOneElement()
    {
        Assert.Equal(0.1f, Tile.From(new[,] { { 0.1 } }).Scalar);
        TileShapeException error = Assert.Throws<TileShapeException>(() => Tile.Zeros(1, 2).Scalar);
        Assert.Contains("1×1", error.Message);
        Assert.Contains("1×2", error.Message);
    }

    [Fact]
    public void EqualityIsByValue() => Draw.AnyTile.Sample(x =>
    {
        Tile same = Tile.From(x.ToArray());
        Assert.True(x.Equals(same) && x.Equals((object)same));
        Assert.Equal(x.GetHashCode(), same.GetHashCode());
        Assert.False(x.Equals(Tile.Where(x == 1, 2, 1)));
        Assert.False(x.Equals(Tile.Zeros(x.Rows, x.Cols + 1)));
        Assert.False(x.Equals(null));
    });

    [Fact]
    public void NaNsAndZerosOfAnySignHashAlike()
    {
        Tile zeros = Tile.Zeros(1, 1), minus = -zeros, nan = Tile.Full(1, 1, float.NaN);
        Assert.True(zeros.Equals(minus) && nan.Equals(-nan));
        Assert.Equal(zeros.GetHashCode(), minus.GetHashCode());
        Assert.Equal(nan.GetHashCode(), (-nan).GetHashCode());
    }

    [Fact]
    public void TextShowsShapeAndFirstValues()
    {
        Assert.Equal("Tile 2×2 [[1, 1.5], [2, 2.5]]", Tile.From(new[,] { { 1, 1.5 }, { 2, 2.5 } }).ToString());
        Assert.Equal("Tile 5×7 [[0, 0, 0, 0, 0, 0, …], [0, 0, 0, 0, 0, 0, …], [0, 0, 0, 0, 0, 0, …], [0, 0, 0, 0, 0, 0, …], …]", Tile.Zeros(5, 7).ToString());
        Assert.Equal("Tile 1×3 [[NaN, 1.2346, 1E+20]]", Tile.From(new[,] { { double.NaN, 1.23456, 1e20 } }).ToString());
    }

    [Fact]
    public void InspectionIsChecked()
    {
        Tile x = Tile.Zeros(2, 3);
        Assert.Throws<ArgumentOutOfRangeException>("row", () => x[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>("row", () => x[-1, 0]);
        Assert.Throws<ArgumentOutOfRangeException>("col", () => x[0, 3]);
    }
}
