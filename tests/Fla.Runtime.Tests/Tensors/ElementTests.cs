namespace Fla.Tests;

/// <summary>What each element type reads, loads and stores.</summary>
public class ElementTests
{
    [Fact]
    public void ReadReturnsTheElement()
    {
        using HostTensor<long> x = HostTensor<long>.From([.. Enumerable.Range(0, 24)], 2, 3, 4);
        Assert.Equal(23, x.In.Read(1, 2, 3));
        using HostTensor<int> y = HostTensor<int>.From([7, 8, 9, 10], 2, 2);
        Assert.Equal(9, y.In.Read(1, 0));
        using HostTensor<Half> z = HostTensor<Half>.From([(Half)1, (Half)0.5], 2);
        Assert.Equal((Half)0.5, z.In.Read(1));
    }

    [Fact]
    public void ReadIsChecked()
    {
        using HostTensor<int> x = new(2, 3);
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => x.In.Read(1, 3)).Message;
        Assert.Contains("3", message);
        Assert.Contains("axis 1", message);
        Assert.Contains("length 3", message);
        Assert.Throws<ArgumentOutOfRangeException>(() => x.In.Read(-1, 0));
        Assert.Throws<ArgumentException>(() => x.In.Read(1));
        Assert.Throws<ArgumentException>(() => default(In<int>).Read(0));
    }

    [Fact]
    public void LoadsAreExactAndStoresRoundToEven()
    {
        RoundTrip(x => (float)x);
        RoundTrip(x => (BFloat16)x);
        RoundTrip(x => (Half)x);
        RoundTrip(x => x);
    }

    [Fact]
    public void IntegersAreNotLoadedOrStored()
    {
        using HostTensor<int> x = new(2, 2);
        Assert.Contains("Int32", Assert.Throws<NotSupportedException>(() => x.In[.., ..].Load(2, 2)).Message);
        Assert.Contains("Int32", Assert.Throws<NotSupportedException>(() => x.In[0, ..].LoadRow(2)).Message);
        Assert.Contains("Int32", Assert.Throws<NotSupportedException>(() => x.Out[.., ..].Store(Tile.Zeros(2, 2))).Message);
    }

    [Fact]
    public void OneRangeTakesARowOrAColumn()
    {
        using HostTensor<float> x = new(2, 3);
        x.Out[0, ..].Store(Tile.ColIndex(3));
        x.Out[1, ..].Store(Tile.RowIndex(3));
        Assert.Equal([0, 1, 2, 0, 1, 2], x.Span.ToArray());
        TileShapeException error = Assert.Throws<TileShapeException>(() => x.Out[0, ..].Store(Tile.Zeros(2, 3)));
        Assert.StartsWith("Store", error.Message);
        Assert.Contains("n×1 or 1×n", error.Message);
        Assert.Contains("2×3", error.Message);
    }

    [Fact]
    public void TileSizesAreChecked()
    {
        using HostTensor<float> x = new(2, 3);
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => x.In[.., ..].Load(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>("cols", () => x.In[0, ..].LoadRow(-1));
    }

    private static void RoundTrip<T>(Func<double, T> round) where T : unmanaged
    {
        double[] values = [0, -0.0, 1, 1.0 / 3, -65504, 65519, 1e-7, 1e39, -1e300, double.NaN, double.PositiveInfinity, 1 + Math.Pow(2, -8), 1 + 3 * Math.Pow(2, -8)];
        using HostTensor<T> x = new(1, values.Length);
        double[,] row = new double[1, values.Length];
        for (int i = 0; i < values.Length; i++) row[0, i] = values[i];
        Tile tile = Tile.From(row);

        x.Out[.., ..].Store(tile);

        Assert.Equal(values.Select(round), x.Span.ToArray());
        Assert.Equal(tile.To<T>(), x.In[.., ..].Load(1, values.Length));
    }
}
