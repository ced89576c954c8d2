using CsCheck;

namespace Fla.Tests;

public class ElementwiseTests
{
    private static readonly Dictionary<string, (Func<Tile, Tile> Tile, Func<double, double> Number)> Maps = new()
    {
        ["-"] = (x => -x, x => -x),
        ["Exp"] = (Tile.Exp, Math.Exp),
        ["Log"] = (Tile.Log, Math.Log),
        ["Sqrt"] = (Tile.Sqrt, Math.Sqrt),
        ["Rsqrt"] = (Tile.Rsqrt, x => 1 / Math.Sqrt(x)),
        ["Abs"] = (Tile.Abs, Math.Abs),
        ["Sigmoid"] = (Tile.Sigmoid, x => 1 / (1 + Math.Exp(-x))),
        ["Tanh"] = (Tile.Tanh, Math.Tanh),
    };

    private static readonly Dictionary<string, (Func<Tile, Tile, Tile> Tile, Func<double, double, double> Number)> Zips = new()
    {
        ["+"] = ((a, b) => a + b, (a, b) => a + b),
        ["-"] = ((a, b) => a - b, (a, b) => a - b),
        ["*"] = ((a, b) => a * b, (a, b) => a * b),
        ["/"] = ((a, b) => a / b, (a, b) => a / b),
        ["Min"] = (Tile.Min, Math.Min),
        ["Max"] = (Tile.Max, Math.Max),
    };

    private static readonly Dictionary<string, (Func<Tile, Tile, Mask> Tile, Func<double, double, bool> Number)> Comparisons = new()
    {
        ["<"] = ((a, b) => a < b, (a, b) => a < b),
        ["<="] = ((a, b) => a <= b, (a, b) => a <= b),
        [">"] = ((a, b) => a > b, (a, b) => a > b),
        [">="] = ((a, b) => a >= b, (a, b) => a >= b),
        ["=="] = ((a, b) => a == b, (a, b) => a == b),
        ["!="] = ((a, b) => a != b, (a, b) => a != b),
    };

    public static TheoryData<string> MapNames => [.. Maps.Keys];
    public static TheoryData<string> ZipNames => [.. Zips.Keys];
    public static TheoryData<string> ComparisonNames => [.. Comparisons.Keys];
    public static TheoryData<string> BroadcastingNames => [.. Zips.Keys, .. Comparisons.Keys];

    [Theory, MemberData(nameof(MapNames))]
    public void MapsAreTheScalarFunctionOfEachElement(string name) => Draw.AnyTile.Sample(x =>
    {
        Tile y = Maps[name].Tile(x);
        Assert.Equal((x.Rows, x.Cols), (y.Rows, y.Cols));
        for (int row = 0; row < x.Rows; row++)
            for (int col = 0; col < x.Cols; col++)
                Assert.Equal(Maps[name].Number(x[row, col]), y[row, col]);
    });

    [Theory, MemberData(nameof(ZipNames))]
    public void ZipsBroadcast(string name) => Draw.Pair.Sample(pair =>
    {
        Tile y = Zips[name].Tile(pair.A, pair.B);
        Assert.Equal((Math.Max(pair.A.Rows, pair.B.Rows), Math.Max(pair.A.Cols, pair.B.Cols)), (y.Rows, y.Cols));
        for (int row = 0; row < y.Rows; row++)
            for (int col = 0; col < y.Cols; col++)
                Assert.Equal(Zips[name].Number(pair.A.At(row, col), pair.B.At(row, col)), y[row, col]);
    });

    [Theory, MemberData(nameof(ComparisonNames))]
    public void ComparisonsBroadcast(string name) => Draw.Pair.Sample(pair =>
    {
        Mask y = Comparisons[name].Tile(pair.A, pair.B);
        Assert.Equal((Math.Max(pair.A.Rows, pair.B.Rows), Math.Max(pair.A.Cols, pair.B.Cols)), (y.Rows, y.Cols));
        for (int row = 0; row < y.Rows; row++)
            for (int col = 0; col < y.Cols; col++)
                Assert.Equal(Comparisons[name].Number(pair.A.At(row, col), pair.B.At(row, col)), y[row, col]);
    });

    [Theory, MemberData(nameof(BroadcastingNames))]
    public void ShapesThatDoNotBroadcastAreNamed(string name)
    {
        Tile a = Tile.Zeros(3, 4);
        foreach (Tile b in new[] { Tile.Zeros(2, 4), Tile.Zeros(3, 5), Tile.Zeros(4, 3) })
        {
            TileShapeException error = Assert.Throws<TileShapeException>(
                () => { _ = Zips.TryGetValue(name, out var zip) ? (object)zip.Tile(a, b) : Comparisons[name].Tile(a, b); });
            Assert.Equal(name, error.Operation);
            Assert.StartsWith($"{name}: ", error.Message);
            Assert.Contains($"3×4 and {b.Rows}×{b.Cols}", error.Message);
        }
    }

    [Fact]
    public void ScalarsOfEitherTypeBroadcast()
    {
        Tile x = Tile.ColIndex(3);
        Assert.Equal(Tile.From(new double[,] { { 1, 3, 5 } }), 2 * x + 1);
        Assert.Equal(Tile.From(new[,] { { 0, 0.5, 1 } }), x * 0.5f);
        Assert.Equal(Tile.From(new[,] { { 0, (double)0.1f, 2 * (double)0.1f } }), x * 0.1f);
    }

    [Fact]
    public void MinAndMaxPreferNaN()
    {
        Assert.True(double.IsNaN(Tile.Max(float.NaN, 1)[0, 0]));
        Assert.True(double.IsNaN(Tile.Max(1, float.NaN)[0, 0]));
        Assert.True(double.IsNaN(Tile.Min(float.NaN, float.NegativeInfinity)[0, 0]));
        Assert.True(double.IsNaN(Tile.Min(float.NegativeInfinity, float.NaN)[0, 0]));
    }

    [Fact]
    public void EdgesAreThoseOfIeee754()
    {
        Assert.Equal(0, Tile.Exp(float.NegativeInfinity).Scalar);
        Assert.Equal(float.NegativeInfinity, Tile.Log(0).Scalar);
        Assert.Equal(float.PositiveInfinity, Tile.Rsqrt(0).Scalar);
        Assert.Equal(0, Tile.Sigmoid(float.NegativeInfinity).Scalar);
        Assert.Equal(1, Tile.Sigmoid(float.PositiveInfinity).Scalar);
        Assert.Equal(float.NaN, (Tile.Full(1, 1, 0) / 0).Scalar);
        Assert.Equal(float.NaN, (Tile.Full(1, 1, float.PositiveInfinity) * 0).Scalar);
    }
}
