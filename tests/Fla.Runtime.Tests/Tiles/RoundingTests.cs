using CsCheck;

namespace Fla.Tests;

public class RoundingTests
{
    [Fact]
    public void ToFloatAndToDouble() => Draw.AnyTile.Sample(x =>
    {
        for (int row = 0; row < x.Rows; row++)
            for (int col = 0; col < x.Cols; col++)
                Assert.Equal((double)(float)x[row, col], x.To<float>()[row, col]);
        Assert.Equal(x, x.To<double>());
    });

    [Fact]
    public void ToSixteenBits() => Draw.AnyTile.Sample(x =>
    {
        for (int row = 0; row < x.Rows; row++)
        {
            for (int col = 0; col < x.Cols; col++)
            {
                Assert.Equal((double)(BFloat16)x[row, col], x.To<BFloat16>()[row, col]);
                Assert.Equal((double)(Half)x[row, col], x.To<Half>()[row, col]);
            }
        }
    });

    [Fact]
    public void RoundingHappensOnce()
    {
        // By way of float these would be ties, and go down to 1.
        Tile half = Tile.From(new[,] { { 1 + Math.Pow(2, -11) + Math.Pow(2, -40) } });
        Tile brain = Tile.From(new[,] { { 1 + Math.Pow(2, -8) + Math.Pow(2, -40) } });
        Assert.Equal(1 + Math.Pow(2, -10), half.To<Half>()[0, 0]);
        Assert.Equal(1 + Math.Pow(2, -7), brain.To<BFloat16>()[0, 0]);
    }

    [Fact]
    public void OverflowGoesToInfinityAndNaNStays()
    {
        Tile x = Tile.From(new[,] { { 65520, -1e39, double.NaN } });
        Assert.Equal(Tile.From(new[,] { { double.PositiveInfinity, double.NegativeInfinity, double.NaN } }), x.To<Half>());
        Assert.Equal(double.NegativeInfinity, x.To<float>()[0, 1]);
        Assert.Equal(double.NegativeInfinity, x.To<BFloat16>()[0, 1]);
        Assert.Equal(65504, Tile.Full(1, 1, 65519).To<Half>()[0, 0]);
    }

    [Fact]
    public void OtherTypesAreRefused()
    {
        string message = Assert.Throws<NotSupportedException>(() => Tile.Zeros(1, 1).To<int>()).Message;
        Assert.Contains("Int32", message);
    }
}
