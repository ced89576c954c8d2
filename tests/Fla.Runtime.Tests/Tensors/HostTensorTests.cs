namespace Fla.Tests;

public unsafe class HostTensorTests
{
    [Fact]
    public void ItIsZeroedAlignedAndDense()
    {
        using HostTensor<double> x = new(3, 5);
        Assert.Equal([3L, 5L], x.Shape.ToArray());
        Assert.Equal(15, x.Length);
        Assert.Equal(0, (nint)x.In.Data % 64);
        Assert.All(x.Span.ToArray(), value => Assert.Equal(0, value));
        x.Fill(2);
        Assert.All(x.Span.ToArray(), value => Assert.Equal(2, value));
    }

    [Fact]
    public void InOutAndSpanShareMemory()
    {
        using HostTensor<float> x = new(2, 2);
        x.Out[.., ..].Store(Tile.RowIndex(2) * 2 + Tile.ColIndex(2));
        Assert.Equal([0, 1, 2, 3], x.Span.ToArray());
        x.Span[3] = 7;
        Assert.Equal(7, x.In.Read(1, 1));
    }

    [Fact]
    public void ZeroLengthIsATensorAllTheSame()
    {
        using HostTensor<float> x = new(0, 4);
        Assert.True(x.Span.IsEmpty);
        Assert.False(x.In.IsEmpty);
        Assert.Equal((2, 0, 4), (x.In.Rank, x.In.Dim(0), x.In.Dim(1)));
        Assert.Equal(Tile.Full(2, 4, 3), x.In[.., ..].Load(2, 4, 3));
        x.Fill(1);
        x.Out[.., ..].Store(Tile.Zeros(2, 4));
    }

    [Fact]
    public void FromCopies()
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        using HostTensor<float> x = HostTensor<float>.From(values, 2, 3);
        values[0] = 9;
        Assert.Equal(Tile.From(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }), x.In[.., ..].Load(2, 3));
        string message = Assert.Throws<ArgumentException>(() => HostTensor<float>.From(values, 2, 4)).Message;
        Assert.Contains("[2, 4]", message);
        Assert.Contains("given 6", message);
    }

    [Fact]
    public void ShapesAreCheckedAndCopied()
    {
        Assert.Throws<ArgumentException>(() => new HostTensor<float>());
        Assert.Throws<ArgumentException>(() => new HostTensor<float>(1, 1, 1, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HostTensor<float>(2, -1));
        Assert.Throws<OverflowException>(() => new HostTensor<float>(long.MaxValue, 4));
        long[] shape = [2, 3];
        using HostTensor<float> x = new(shape);
        shape[0] = 100;
        Assert.Equal(2, x.In.Dim(0));
    }

    [Fact]
    public void MoreElementsThanASpanHolds()
    {
        using HostTensor<byte> x = new((1L << 31) + 5);
        Assert.Throws<InvalidOperationException>(() => x.Span.Length);
        x.Out.Data[x.Length - 1] = 3;
        Assert.Equal((1L << 31) + 5, x.In.LongDim(0));
        Assert.Equal(3, x.In.Data[x.Length - 1]);
        Assert.Equal(0, x.In.Data[x.Length - 2]);
    }

    [Fact]
    public void UseAfterDisposeIsNoticed()
    {
        HostTensor<float> x = new(2);
        x.Dispose();
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => x.In);
        Assert.Throws<ObjectDisposedException>(() => x.Out);
        Assert.Throws<ObjectDisposedException>(() => x.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => x.Fill(1));
    }
}
