namespace Fla.Tests;

public unsafe class ViewTests
{
    [Fact]
    public void DenseStridesAreRowMajor()
    {
        using HostTensor<float> x = new(2, 3, 4, 5, 6);
        Assert.Equal(5, x.In.Rank);
        Assert.Equal([2, 3, 4, 5, 6], Enumerable.Range(0, 5).Select(x.In.Dim));
        Assert.Equal([360, 120, 30, 6, 1], Enumerable.Range(0, 5).Select(x.In.Stride));
        Assert.Equal([360, 120, 30, 6, 1], Enumerable.Range(0, 5).Select(x.Out.Stride));
        Assert.Equal("In<Single> [2, 3, 4, 5, 6]", x.In.ToString());
        Assert.Equal("Out<Single> [2, 3, 4, 5, 6]", x.Out.ToString());
        Assert.True(x.In.Data == x.Out.Data);
    }

    [Fact]
    public void StridesMayTransposeReverseAndRepeat()
    {
        float* data = stackalloc float[6] { 0, 1, 2, 3, 4, 5 };
        Tile x = new In<float>(data, [2, 3])[.., ..].Load(2, 3);
        Assert.Equal(x.T, new In<float>(data, [3, 2], [1, 3])[.., ..].Load(3, 2));
        Assert.Equal(Tile.From(new double[,] { { 2, 1, 0 }, { 5, 4, 3 } }), new In<float>(data + 2, [2, 3], [3, -1])[.., ..].Load(2, 3));
        Assert.Equal(Tile.From(new double[,] { { 0, 1, 2 }, { 0, 1, 2 } }), new In<float>(data, [2, 3], [0, 1])[.., ..].Load(2, 3));
    }

    [Fact]
    public void DefaultIsTheEmptyTensor()
    {
        Assert.True(default(In<float>).IsEmpty && default(In<float>).Data == null);
        Assert.Equal(0, default(In<float>).Rank);
        Assert.True(default(Out<Half>).IsEmpty && default(Out<Half>).Data == null);
        Assert.Equal(0, default(Out<Half>).Rank);
        Assert.Equal("In<Single> []", default(In<float>).ToString());
    }

    [Fact]
    public void NoElementsNeedNoMemory()
    {
        Out<float> y = new(null, [3, 0]);
        Assert.Equal((2, 0), (y.Rank, y.Dim(1)));
        y[.., ..].Store(Tile.Zeros(4, 4));
        Assert.Equal(Tile.Full(2, 2, 9), new In<float>(null, [0, 3])[.., ..].Load(2, 2, 9));
        Assert.Throws<ArgumentNullException>("data", () => new In<float>(null, [1]));
        Assert.Throws<ArgumentNullException>("data", () => new Out<float>(null, [2, 1], [1, 1]));
    }

    [Fact]
    public void AnAxisMayExceedInt()
    {
        float one = 1;
        In<float> x = new(&one, [1L << 40, 1], [0, 0]);
        Assert.Equal(1L << 40, x.LongDim(0));
        Assert.Throws<OverflowException>(() => x.Dim(0));
        Assert.Equal(Tile.Full(3, 1, 1), x[^3.., ..].Load(3, 1));
    }

    [Fact]
    public void OffsetsMayExceedInt()
    {
        float one = 1;
        float* data = &one - (1L << 40);
        Assert.Equal(1, new In<float>(data, [2, 1], [1L << 40, 1]).Read(1, 0));
        Assert.Equal(Tile.Full(1, 1, 1), new In<float>(data, [2, 1], [1L << 40, 1])[1.., ..].Load(1, 1));
    }

    [Fact]
    public void WrongShapesAreRefused()
    {
        float* data = stackalloc float[8];
        Assert.Throws<ArgumentException>(() => new In<float>(data, []));
        Assert.Throws<ArgumentException>(() => new In<float>(data, [1, 1, 1, 1, 1, 1]));
        Assert.Throws<ArgumentException>(() => new Out<float>(data, [1, 1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Out<float>(data, [1, -1]));
        Assert.Throws<OverflowException>(() => new Out<float>(data, [1, long.MaxValue, 4, 1]));
        In<float> x = new(data, [2, 4]);
        Assert.Throws<ArgumentOutOfRangeException>("axis", () => x.Dim(2));
        Assert.Throws<ArgumentOutOfRangeException>("axis", () => x.LongDim(-1));
        Assert.Throws<ArgumentOutOfRangeException>("axis", () => x.Stride(2));
        Assert.Throws<ArgumentOutOfRangeException>("axis", () => default(In<float>).Dim(0));
    }
}
