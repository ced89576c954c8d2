namespace Operations;

public static class Tensors
{
    [KernelTemplate, Case("9x14", "13x19"), Case("20x30", "8x11"), Case("9x14", "13x0"), Case("0x14", "13x19")]
    public static void ClippedAndFilled(Block block, In<float> a, Out<float> o) => o[.., ..].Store(a[.., ..].Load(13, 19, 7));

    [KernelTemplate, Case("9", "13", "13"), Case("0", "13", "5"), Case("30", "30", "30")]
    public static void ClippedVectors(Block block, In<float> a, Out<float> column, Out<float> row)
    {
        column[..].Store(a[..].LoadColumn(13, -1));
        row[2..].Store(a[3..].LoadRow(11, 4));
    }

    [KernelTemplate, Case("9x14x3", "9x14x3")]
    public static void StridedColumns(Block block, In<float> a, Out<float> o)
    {
        for (int i = 0; i < a.Dim(2); i++)
            o[.., .., i].Store(a[.., .., i].Load(10, 16) + i);
    }

    [KernelTemplate, Case("9x14", "9x14")]
    public static void FromEnd(Block block, In<float> a, Out<float> o)
    {
        o[^1, ..].Store(a[0, ..].LoadRow(14));
        o[0, ^5..].Store(a[^1, ^7..^2].LoadRow(5));
        o[1..^2, ^3].Store(a[1..^2, 2].LoadColumn(6));
    }

    [KernelTemplate, Case("9x14", "9x14", "14x9")]
    public static void OneRangeStores(Block block, In<float> a, Out<float> o, Out<float> p)
    {
        Tile x = a[.., ..].Load(9, 14);
        o[3, ..].Store(x.Row(0));
        o[.., 2].Store(x.Column(1));
        p[3, ..].Store(x.Column(1));
        p[.., 2].Store(x.Row(0));
    }

    [KernelTemplate, Case("9x14", "9x14", "8"), Case("9x14", "9x14", "9"), Case("9x14", "9x14", "-1")]
    public static void IndexChecks(Block block, In<float> a, Out<float> o, int i) => o[i, ..].Store(a[0, ..].LoadRow(14));

    [KernelTemplate, Case("9x14", "9x14", "3", "6"), Case("9x14", "9x14", "6", "3"), Case("9x14", "9x14", "20", "30"), Case("9x14", "9x14", "-2", "4")]
    public static void RangeChecks(Block block, In<float> a, Out<float> o, int from, int to) =>
        o[from..to, ..].Store(a[from..to, ..].Load(9, 14, 2));

    [KernelTemplate, Case("5x7", "none", "5x7"), Case("5x7", "5x7", "5x7")]
    public static void Optional(Block block, In<float> a, In<float> bias, Out<float> o)
    {
        Tile x = a[.., ..].Load(5, 7);
        if (!bias.IsEmpty)
            x += bias[.., ..].Load(5, 7);
        o[.., ..].Store(x);
    }

    [KernelTemplate, Case("6", "6x6", "6", "6x1")]
    public static void Reads(Block block, In<int> indexes, In<float> values, In<long> longs, Out<float> o)
    {
        for (int i = 0; i < indexes.Dim(0); i++)
            o[i, ..].Store(values.Read(indexes.Read(i), i) + (int)longs.Read(i) * 0.5f);
    }

    [KernelTemplate, Case("13x19", "13x19")]
    public static void Blocks(Block block, In<float> a, Out<float> o)
    {
        int row = block.X * 4 + block.Y + block.Z;
        o[row..(row + 4), ..].Store(a[row..(row + 4), ..].Load(4, 19) * 2);
    }

    [KernelTemplate, Case("3x4x5x6x2", "3x5")]
    public static void FiveAxes(Block block, In<float> a, Out<float> o) => o[.., ..].Store(a[.., 2, .., 3, 1].Load(3, 5));

    [KernelTemplate, Case("9x14", "14x9", "1x9", "14x1")]
    public static void VectorsThroughTwoRanges(Block block, In<float> a, Out<float> o, Out<float> row, Out<float> column)
    {
        o[.., ..].Store(a[0..1, ..].Load(1, 14).T);
        row[.., ..].Store(a[.., 3..4].Load(9, 1).T);
        column[.., ..].Store(a[2..3, ..].Load(1, 14).T * 2);
    }

    [KernelTemplate, Case("9x14", "9x14")]
    public static void LoadsSeeStores(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(9, 14);
        o[.., ..].Store(x);
        o[2..4, ..].Store(x.Slice(0, 2, 0, 14) * 3);
    }

    [KernelTemplate, Case("1x1", "1"), Case("0x1", "1"), Case("1x1", "0")]
    public static void OneByOne(Block block, In<float> a, Out<float> o) => o[..].Store(a[.., ..].Load(1, 1, 5) + 1);
}
