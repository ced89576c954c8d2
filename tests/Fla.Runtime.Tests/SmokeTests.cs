namespace Fla.Tests;

public class SmokeTests
{
    [KernelTemplate]
    internal static void RowSoftmax<[Element(typeof(float), typeof(BFloat16))] TElem>(Block block, [HeadDim(64, 128)] int N, [Tune(8, 16)] int BR, In<TElem> x, Out<TElem> y)
        where TElem : unmanaged
    {
        int row = block.X * BR;
        Mask inside = Tile.ColIndex(N) < x.Dim(1);
        Tile t = Tile.Where(inside, x[row..(row + BR), ..].Load(BR, N), float.NegativeInfinity);
        Tile e = Tile.Exp(t - Tile.MaxOf(t, 1));
        y[row..(row + BR), ..].Store(e / Tile.Sum(e, 1));
    }

    [Fact]
    public void SoftmaxRowsSumToOne()
    {
        using HostTensor<float> x = new(13, 60), y = new(13, 60);
        for (int i = 0; i < x.Span.Length; i++) x.Span[i] = i % 7;
        Reference.Run(new Grid(2), block => RowSoftmax(block, 64, 8, x.In, y.Out));
        for (int row = 0; row < 13; row++)
        {
            float sum = 0;
            foreach (float v in y.Span.Slice(row * 60, 60)) sum += v;
            Assert.Equal(1, sum, 1e-5);
        }
        Assert.Equal(BFloat16.FromBits(0x3F80), (BFloat16)1.0);
        Assert.Equal("Tile 1×2 [[0, 1]]", Tile.ColIndex(2).ToString());
    }
}
