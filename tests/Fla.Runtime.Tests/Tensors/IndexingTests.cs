namespace Fla.Tests;

public class IndexingTests
{
    private static readonly float[] Digits = [.. Enumerable.Range(0, 10).Select(i => (float)i)];

    [Fact]
    public void FiveAxesAsTheyAreWritten()
    {
        using HostTensor<float> x = new(2, 3, 4, 5, 6);
        for (int i = 0; i < x.Length; i++) x.Span[i] = i;

        Tile tile = x.In[1, 0..2, ^1, 3, 1..^2].Load(2, 3);

        for (int row = 0; row < 2; row++)
            for (int col = 0; col < 3; col++)
                Assert.Equal((((1 * 3 + row) * 4 + 3) * 5 + 3) * 6 + 1 + col, tile[row, col]);
    }

    [Theory]
    [InlineData(2, 5, 3)]
    [InlineData(8, 50, 2)]
    [InlineData(5, 5, 0)]
    [InlineData(5, 2, 0)]
    [InlineData(10, 12, 0)]
    [InlineData(99, 100, 0)]
    public void RangesAreClipped(int lo, int hi, int count)
    {
        using HostTensor<float> x = HostTensor<float>.From(Digits, 10);
        Tile row = x.In[lo..hi].LoadRow(12, -1);
        for (int col = 0; col < 12; col++)
            Assert.Equal(col < count ? lo + col : -1, row[0, col]);
    }

    [Fact]
    public void RangesFromTheEndAreClippedToo()
    {
        using HostTensor<float> x = HostTensor<float>.From(Digits, 10);
        Assert.Equal(Tile.From(new double[,] { { 8, 9, 0 } }), x.In[^2..].LoadRow(3));
        Assert.Equal(Tile.From(new double[,] { { 0, 1, -1 } }), x.In[^99..2].LoadRow(3, -1));
        Assert.Equal(Tile.Full(1, 3, -1), x.In[..^99].LoadRow(3, -1));
        Assert.Equal(Tile.From(new double[,] { { 7, 8, 0 } }), x.In[7..^1].LoadRow(3));
    }

    [Fact]
    public void ATileMaySeeOnlyPartOfTheRange()
    {
        using HostTensor<float> x = HostTensor<float>.From(Digits, 10);
        Assert.Equal(Tile.From(new double[,] { { 0, 1, 2 } }), x.In[..].LoadRow(3));
    }

    [Fact]
    public void AnIndexOutsideItsAxisIsNamed()
    {
        using HostTensor<float> x = new(2, 3);
        AssertNames(Assert.Throws<ArgumentOutOfRangeException>(() => x.In[2, ..]), "2", "axis 0", "length 2");
        AssertNames(Assert.Throws<ArgumentOutOfRangeException>(() => x.In[-1, ..]), "-1", "axis 0", "length 2");
        AssertNames(Assert.Throws<ArgumentOutOfRangeException>(() => x.Out[.., 3]), "3", "axis 1", "length 3");
        AssertNames(Assert.Throws<ArgumentOutOfRangeException>(() => x.Out[.., ^4]), "^4", "axis 1", "length 3");
        AssertNames(Assert.Throws<ArgumentOutOfRangeException>(() => x.Out[^0, ..]), "^0", "axis 0", "length 2");
    }

    [Fact]
    public void TheNumberOfPositionsIsTheNumberOfAxes()
    {
        using HostTensor<float> x = new(2, 3);
        AssertNames(Assert.Throws<ArgumentException>(() => x.In[..]), "2 axes", "given 1");
        AssertNames(Assert.Throws<ArgumentException>(() => x.Out[0, .., 0]), "2 axes", "given 3");
        AssertNames(Assert.Throws<ArgumentException>(() => default(In<float>)[0, ..]), "empty", "IsEmpty");
    }

    [Fact]
    public void ASliceHasOneOrTwoRanges()
    {
        using HostTensor<float> x = new(2, 3, 4);
        AssertNames(Assert.Throws<InvalidOperationException>(() => x.In[0, 1, 2]), "Read");
        AssertNames(Assert.Throws<InvalidOperationException>(() => x.In[.., .., ..]), "given 3", "single index");
    }

    [Fact]
    public void TheWrongNumberOfRangesNamesTheRemedy()
    {
        using HostTensor<float> x = new(2, 3);
        AssertNames(Assert.Throws<InvalidOperationException>(() => x.In[0, ..].Load(1, 3)), "Load ", "LoadColumn or LoadRow");
        AssertNames(Assert.Throws<InvalidOperationException>(() => x.In[.., ..].LoadRow(3)), "LoadRow", "Load(rows, cols)");
        AssertNames(Assert.Throws<InvalidOperationException>(() => x.In[.., ..].LoadColumn(3)), "LoadColumn", "Load(rows, cols)");
        Assert.Throws<InvalidOperationException>(() => default(InSlice<float>).LoadRow(3));
        Assert.Throws<InvalidOperationException>(() => default(OutSlice<float>).Store(Tile.Zeros(1, 1)));
    }

    [Fact]
    public void PositionsReadAsTheyAreWritten()
    {
        Assert.Equal("3", ((At)3).ToString());
        Assert.Equal("^1", ((At)(^1)).ToString());
        Assert.Equal("2..^1", ((At)(2..^1)).ToString());
    }

    private static void AssertNames(Exception error, params string[] parts) => Assert.All(parts, part => Assert.Contains(part, error.Message));
}
