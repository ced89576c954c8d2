using CsCheck;

namespace Fla.Tests;

public class MaskTests
{
    private static readonly Dictionary<string, (Func<Mask, Mask, Mask> Mask, Func<bool, bool, bool> Value)> Zips = new()
    {
        ["&"] = ((a, b) => a & b, (a, b) => a && b),
        ["|"] = ((a, b) => a | b, (a, b) => a || b),
        ["^"] = ((a, b) => a ^ b, (a, b) => a != b),
    };

    public static TheoryData<string> ZipNames => [.. Zips.Keys];

    [Theory, MemberData(nameof(ZipNames))]
    public void OperatorsBroadcast(string name) => Draw.Pair.Sample(pair =>
    {
        Mask result = Zips[name].Mask(pair.A > 0, pair.B > 0);
        Assert.Equal((Math.Max(pair.A.Rows, pair.B.Rows), Math.Max(pair.A.Cols, pair.B.Cols)), (result.Rows, result.Cols));
        for (int row = 0; row < result.Rows; row++)
            for (int col = 0; col < result.Cols; col++)
                Assert.Equal(Zips[name].Value(pair.A.At(row, col) > 0, pair.B.At(row, col) > 0), result[row, col]);
    });

    [Theory, MemberData(nameof(ZipNames))]
    public void ShapesThatDoNotBroadcastAreNamed(string name)
    {
        Mask a = Tile.Zeros(3, 4) == 0, b = Tile.Zeros(2, 4) == 0;
        TileShapeException error = Assert.Throws<TileShapeException>(() => Zips[name].Mask(a, b));
        Assert.StartsWith($"{name}: ", error.Message);
        Assert.Contains("3×4 and 2×4", error.Message);
    }

    [Fact]
    public void NotInverts() => Draw.AnyTile.Sample(x =>
    {
        Mask positive = x > 0, other = !positive;
        for (int row = 0; row < x.Rows; row++)
            for (int col = 0; col < x.Cols; col++)
                Assert.NotEqual(positive[row, col], other[row, col]);
    });

    [Fact]
    public void WhereBroadcastsAllThree() => Draw.Pair.Sample(pair =>
    {
        Tile result = Tile.Where(pair.A > 0, pair.B, -1);
        for (int row = 0; row < result.Rows; row++)
            for (int col = 0; col < result.Cols; col++)
                Assert.Equal(pair.A.At(row, col) > 0 ? pair.B.At(row, col) : -1, result[row, col]);
        Assert.Equal(result, Tile.Where(!(pair.A > 0), -1, pair.B));
    });

    [Fact]
    public void WhereMakesARectangleOfARowAColumnAndAScalar()
    {
        Tile result = Tile.Where(Tile.RowIndex(2) > 0, Tile.ColIndex(3), 7);
        Assert.Equal(Tile.From(new double[,] { { 7, 7, 7 }, { 0, 1, 2 } }), result);
    }

    [Fact]
    public void WhereHidesWhatIsNotChosen() => Assert.Equal(1, Tile.Where(Tile.Zeros(1, 1) == 0, 1, float.NaN).Scalar);

    [Fact]
    public void WhereNamesTheShapes()
    {
        Mask mask = Tile.Zeros(3, 4) == 0;
        Assert.Contains("3×4 and 2×4", Assert.Throws<TileShapeException>(() => Tile.Where(mask, Tile.Zeros(2, 4), 0)).Message);
        TileShapeException error = Assert.Throws<TileShapeException>(() => Tile.Where(mask, 0, Tile.Zeros(3, 5)));
        Assert.StartsWith("Where: ", error.Message);
        Assert.Contains("3×4 and 3×5", error.Message);
    }

    [Fact]
    public void InspectionIsCheckedAndReadable()
    {
        Mask mask = Tile.ColIndex(3) == 1;
        Assert.Equal("Mask 1×3 [[0, 1, 0]]", mask.ToString());
        Assert.Throws<ArgumentOutOfRangeException>("row", () => mask[1, 0]);
        Assert.Throws<ArgumentOutOfRangeException>("col", () => mask[0, -1]);
    }
}
