namespace Operations;

public static class Reductions
{
    [KernelTemplate, Case("13x19", "1x19", "13x1")]
    public static void Sums(Block block, In<float> a, Out<float> down, Out<float> along)
    {
        Tile x = a[.., ..].Load(13, 19);
        down[.., ..].Store(Tile.Sum(x, 0));
        along[.., ..].Store(Tile.Sum(x, 1));
    }

    [KernelTemplate, Case("13x37", "1x37", "13x1", "1x37", "13x1")]
    public static void Extremes(Block block, In<float> a, Out<float> maxDown, Out<float> maxAlong, Out<float> minDown, Out<float> minAlong)
    {
        Tile x = a[.., ..].Load(13, 37);
        maxDown[.., ..].Store(Tile.MaxOf(x, 0));
        maxAlong[.., ..].Store(Tile.MaxOf(x, 1));
        minDown[.., ..].Store(Tile.MinOf(x, 0));
        minAlong[.., ..].Store(Tile.MinOf(x, 1));
    }

    // Numbers of one sign, in sizes that fill no vector: a wrong start value or an unmasked rest would win.
    [KernelTemplate]
    [Case("17x33 negative", "1x33", "17x1", "1x33", "17x1"), Case("17x33 positive", "1x33", "17x1", "1x33", "17x1")]
    public static void ExtremesOfOneSign(
        Block block, [Tune(1, 5, 17)] int rows, [Tune(1, 7, 33)] int columns, In<float> a, Out<float> maxDown, Out<float> maxAlong, Out<float> minDown, Out<float> minAlong)
    {
        Tile x = a[.., ..].Load(rows, columns);
        maxDown[.., ..].Store(Tile.MaxOf(x, 0));
        maxAlong[.., ..].Store(Tile.MaxOf(x, 1));
        minDown[.., ..].Store(Tile.MinOf(x, 0));
        minAlong[.., ..].Store(Tile.MinOf(x, 1));
    }

    [KernelTemplate, Case("17x19 special", "17x1", "1x19")]
    public static void SpecialExtremes2(Block block, In<float> a, Out<float> along, Out<float> down)
    {
        Tile x = a[.., ..].Load(17, 19);
        along[.., ..].Store(Tile.MaxOf(x, 1));
        down[.., ..].Store(Tile.MinOf(x, 0));
    }

    [KernelTemplate, Case("13x3", "13x1", "1x3")]
    public static void NarrowSums(Block block, In<float> a, Out<float> along, Out<float> down)
    {
        Tile x = a[.., ..].Load(13, 3) + 1;
        along[.., ..].Store(Tile.Sum(x, 1));
        down[.., ..].Store(Tile.Sum(x, 0));
    }

    [KernelTemplate, Case("37", "1x1", "1x1")]
    public static void VectorSums(Block block, In<float> a, Out<float> column, Out<float> row)
    {
        column[.., ..].Store(Tile.Sum(a[..].LoadColumn(37), 0));
        row[.., ..].Store(Tile.MaxOf(a[..].LoadRow(37), 1));
    }

    [KernelTemplate, Case("37", "37", "37")]
    public static void ReducedAcrossNothing(Block block, In<float> a, Out<float> column, Out<float> row)
    {
        column[..].Store(Tile.Sum(a[..].LoadColumn(37), 1));
        row[..].Store(Tile.MinOf(a[..].LoadRow(37), 0));
    }

    [KernelTemplate, Case("13x19", "13x19", "13x19")]
    public static void PrefixSums(Block block, In<float> a, Out<float> down, Out<float> along)
    {
        Tile x = a[.., ..].Load(13, 19);
        down[.., ..].Store(Tile.CumSum(x, 0));
        along[.., ..].Store(Tile.CumSum(x, 1));
    }

    [KernelTemplate, Case("13x19", "13x19", "13x19", "1x19")]
    public static void Recurrences(Block block, In<float> a, In<float> b, Out<float> o, Out<float> last)
    {
        Tile y = Tile.Scan(a[.., ..].Load(13, 19) * 2, Tile.Sigmoid(b[.., ..].Load(13, 19)));
        o[.., ..].Store(y - Tile.Scan(y.Slice(0, 1, 0, 19), y.Slice(2, 1, 0, 19)));
        last[.., ..].Store(Tile.Sum(Tile.Where(Tile.RowIndex(13) == 12, y, 0), 0));
    }

    [KernelTemplate, Case("37", "37", "37", "37")]
    public static void VectorPrefixSums(Block block, In<float> a, Out<float> column, Out<float> row, Out<float> nothing)
    {
        column[..].Store(Tile.CumSum(a[..].LoadColumn(37), 0));
        row[..].Store(Tile.CumSum(a[..].LoadRow(37) * 2, 1));
        nothing[..].Store(Tile.CumSum(a[..].LoadRow(37), 0));
    }

    [KernelTemplate, Case("11x23", "11x23")]
    public static void Normalised(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(11, 23);
        Tile mean = Tile.Sum(x, 1) / 23;
        Tile centred = x - mean;
        Tile variance = Tile.Sum(centred * centred, 1) / 23;
        o[.., ..].Store(centred * Tile.Rsqrt(variance + 1e-5f));
    }

    [KernelTemplate, Case("11x23", "11x23")]
    public static void BothAxes(Block block, In<float> a, Out<float> o)
    {
        Tile x = Tile.Exp(a[.., ..].Load(11, 23));
        o[.., ..].Store(x / Tile.Sum(x, 0) + x / Tile.Sum(x, 1) + Tile.Sum(Tile.Sum(x, 0), 1));
    }

    [KernelTemplate, Case("11x23", "11x23")]
    public static void PrefixOfPrefix(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(11, 23);
        o[.., ..].Store(Tile.CumSum(Tile.CumSum(x, 0) * 0.5f, 1) - Tile.CumSum(Tile.CumSum(x, 1), 0));
    }
}
