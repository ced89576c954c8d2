namespace Operations;

public static class Rearranged
{
    [KernelTemplate, Case("13x19", "19x13")]
    public static void TransposedLoad(Block block, In<float> a, Out<float> o) => o[.., ..].Store(a[.., ..].Load(13, 19).T);

    [KernelTemplate, Case("13x19", "19x13", "19x13")]
    public static void TransposedOperand(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store((a[.., ..].Load(13, 19) * 2).T + b[.., ..].Load(19, 13));

    [KernelTemplate, Case("13x19", "13x19")]
    public static void TransposedTwice(Block block, In<float> a, Out<float> o) => o[.., ..].Store((a[.., ..].Load(13, 19).T * 3).T);

    [KernelTemplate, Case("17", "17x17")]
    public static void TransposedVectors(Block block, In<float> a, Out<float> o)
    {
        Tile column = a[..].LoadColumn(17);
        Tile row = a[..].LoadRow(17) + 1;
        o[.., ..].Store(column.T * column + row.T - row);
    }

    [KernelTemplate, Case("13x19", "19x1", "1x13")]
    public static void TransposedReductions(Block block, In<float> a, Out<float> down, Out<float> along)
    {
        Tile x = a[.., ..].Load(13, 19);
        down[.., ..].Store(Tile.Sum(x, 0).T);
        along[.., ..].Store(Tile.Sum(x.T, 0) + Tile.MaxOf(x, 1).T);
    }

    [KernelTemplate, Case("13x19", "19x13")]
    public static void TransposedInLoop(Block block, In<float> a, Out<float> o)
    {
        Tile sum = Tile.Zeros(19, 13);
        for (int i = 0; i < 3; i++)
            sum += (a[.., ..].Load(13, 19) * i).T;
        o[.., ..].Store(sum);
    }

    [KernelTemplate, Case("13x19", "5x7", "13x19", "1")]
    public static void Slices(Block block, In<float> a, Out<float> fixedPlace, Out<float> whole, int shift)
    {
        Tile x = a[.., ..].Load(13, 19) * 2;
        fixedPlace[.., ..].Store(x.Slice(3, 5, 4, 7) + x.Slice(shift, 5, shift * 2, 7));
        whole[.., ..].Store(x.Slice(0, 13, 0, 19));
    }

    [KernelTemplate, Case("13x19", "1x19", "13x1", "4"), Case("13x19", "1x19", "13x1", "12"), Case("13x19", "1x19", "13x1", "13"), Case("13x19", "1x19", "13x1", "-1")]
    public static void DynamicRowsAndColumns(Block block, In<float> a, Out<float> row, Out<float> column, int i)
    {
        Tile x = a[.., ..].Load(13, 19);
        row[.., ..].Store(x.Row(i));
        column[.., ..].Store(x.Column(i));
    }

    [KernelTemplate, Case("13x19", "13x19")]
    public static void RowsInLoop(Block block, In<float> a, Out<float> o)
    {
        Tile x = Tile.Exp(a[.., ..].Load(13, 19));
        Tile sum = Tile.Zeros(1, 19);
        for (int i = 0; i < 13; i++)
        {
            sum = sum * 0.5f + x.Row(i);
            o[i..(i + 1), ..].Store(sum);
        }
    }

    [KernelTemplate, Case("13x19", "13")]
    public static void ColumnsInLoop(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile sum = Tile.Zeros(13, 1);
        for (int i = 0; i < 19; i++)
            sum += x.Column(i) * i;
        o[..].Store(sum);
    }

    [KernelTemplate, Case("13x19", "1", "13x19")]
    public static void SingleElements(Block block, In<float> a, Out<float> one, Out<float> o)
    {
        Tile x = a[.., ..].Load(13, 19);
        float corner = x.Slice(12, 1, 18, 1).Scalar;
        float middle = x.Row(5).Column(6).Scalar;
        one[..].Store(x.Row(2).Column(3));
        o[.., ..].Store(x * corner + middle);
    }

    [KernelTemplate, Case("21", "1x7", "5x1", "7x1")]
    public static void VectorSlices(Block block, In<float> a, Out<float> row, Out<float> column, Out<float> turned)
    {
        Tile r = a[..].LoadRow(21);
        Tile c = a[..].LoadColumn(21);
        row[.., ..].Store(r.Slice(0, 1, 3, 7) * 2);
        column[.., ..].Store(c.Slice(5, 5, 0, 1) + 1);
        turned[.., ..].Store(r.Slice(0, 1, 2, 7).T + c.Slice(1, 7, 0, 1));
    }

    [KernelTemplate, Case("13x19", "19", "13")]
    public static void SlicesOfTransposes(Block block, In<float> a, Out<float> row, Out<float> column)
    {
        Tile x = a[.., ..].Load(13, 19);
        row[..].Store(x.T.Column(4));
        column[..].Store(x.T.Row(7) + x.Column(7).T);
    }

    [KernelTemplate, Case("13x19", "6x8")]
    public static void SliceOfSlice(Block block, In<float> a, Out<float> o) =>
        o[.., ..].Store(a[.., ..].Load(13, 19).Slice(1, 10, 2, 15).Slice(2, 6, 3, 8));

    [KernelTemplate, Case("13x19", "13x1", "1x19")]
    public static void Extents(Block block, In<float> a, Out<float> o, Out<float> p)
    {
        Tile x = a[.., ..].Load(13, 19);
        Mask m = x > 0;
        o[.., ..].Store(Tile.Full(x.Rows, 1, x.Cols));
        p[.., ..].Store(Tile.Full(1, m.Cols, m.Rows));
    }
}
