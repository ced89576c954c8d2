namespace Operations;

public static class Elementwise
{
    [KernelTemplate, Case("13x19", "13x19", "13x19")]
    public static void Arithmetic(Block block, In<float> a, In<float> b, Out<float> o)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile y = b[.., ..].Load(13, 19);
        o[.., ..].Store((x + y) * (x - y) - x * y + -x);
    }

    [KernelTemplate, Case("13x19", "13x19 positive", "13x19")]
    public static void Quotient(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(a[.., ..].Load(13, 19) / b[.., ..].Load(13, 19));

    [KernelTemplate, Case("9x17", "9x17")]
    public static void Exp(Block block, In<float> a, Out<float> o) => o[.., ..].Store(Tile.Exp(a[.., ..].Load(9, 17) * 6));

    [KernelTemplate, Case("9x17 positive", "9x17")]
    public static void Log(Block block, In<float> a, Out<float> o) => o[.., ..].Store(Tile.Log(a[.., ..].Load(9, 17)));

    [KernelTemplate, Case("9x17 positive", "9x17")]
    public static void Roots(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(9, 17);
        o[.., ..].Store(Tile.Sqrt(x) + Tile.Rsqrt(x));
    }

    [KernelTemplate, Case("9x17", "9x17")]
    public static void Squashed(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(9, 17) * 4;
        o[.., ..].Store(Tile.Sigmoid(x) + Tile.Tanh(x) + Tile.Abs(x));
    }

    [KernelTemplate, Case("17x19 special", "17x19")]
    public static void SpecialExp(Block block, In<float> a, Out<float> o) => o[.., ..].Store(Tile.Exp(a[.., ..].Load(17, 19)));

    [KernelTemplate, Case("17x19 special", "17x19")]
    public static void SpecialLog(Block block, In<float> a, Out<float> o) => o[.., ..].Store(Tile.Log(a[.., ..].Load(17, 19)));

    [KernelTemplate, Case("17x19 special", "17x19")]
    public static void SpecialSqrt(Block block, In<float> a, Out<float> o) => o[.., ..].Store(Tile.Sqrt(a[.., ..].Load(17, 19)));

    [KernelTemplate, Case("17x19 special", "17x19")]
    public static void SpecialSigmoid(Block block, In<float> a, Out<float> o) => o[.., ..].Store(Tile.Sigmoid(a[.., ..].Load(17, 19)));

    [KernelTemplate, Case("17x19 special", "17x19")]
    public static void SpecialTanh(Block block, In<float> a, Out<float> o) => o[.., ..].Store(Tile.Tanh(a[.., ..].Load(17, 19)));

    [KernelTemplate, Case("17x19 special", "17x19")]
    public static void SpecialAbs(Block block, In<float> a, Out<float> o) => o[.., ..].Store(Tile.Abs(a[.., ..].Load(17, 19)));

    [KernelTemplate, Case("17x19 special", "17x19 whole", "17x19", "17x19")]
    public static void SpecialExtremes(Block block, In<float> a, In<float> b, Out<float> low, Out<float> high)
    {
        Tile x = a[.., ..].Load(17, 19);
        Tile y = b[.., ..].Load(17, 19);
        low[.., ..].Store(Tile.Min(x, y));
        high[.., ..].Store(Tile.Max(y, x));
    }

    [KernelTemplate, Case("17x19 special", "17x19 special", "17x19")]
    public static void SpecialSum(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(a[.., ..].Load(17, 19) + b[.., ..].Load(17, 19));

    [KernelTemplate, Case("17x19 special", "17x19 whole", "17x19")]
    public static void SpecialComparisons(Block block, In<float> a, In<float> b, Out<float> o)
    {
        Tile x = a[.., ..].Load(17, 19);
        Tile y = b[.., ..].Load(17, 19);
        Tile one = Tile.Full(1, 1, 1);
        o[.., ..].Store(
            Tile.Where(x < y, one, 0) + Tile.Where(x <= y, one, 0) * 2 + Tile.Where(x > y, one, 0) * 4
            + Tile.Where(x >= y, one, 0) * 8 + Tile.Where(x == y, one, 0) * 16 + Tile.Where(x != y, one, 0) * 32);
    }

    [KernelTemplate, Case("11x21 whole", "11x21 whole", "11x21")]
    public static void Masks(Block block, In<float> a, In<float> b, Out<float> o)
    {
        Tile x = a[.., ..].Load(11, 21);
        Tile y = b[.., ..].Load(11, 21);
        Mask low = x < 1;
        Mask high = y > 0;
        o[.., ..].Store(Tile.Where(low & high, x, 0) + Tile.Where(low | high, y, 5) + Tile.Where(low ^ !high, 7, x * y));
    }

    [KernelTemplate, Case("11x21", "11x1", "1x21", "11x21")]
    public static void Broadcast(Block block, In<float> a, In<float> column, In<float> row, Out<float> o)
    {
        Tile c = column[.., ..].Load(11, 1);
        Tile r = row[.., ..].Load(1, 21);
        o[.., ..].Store(a[.., ..].Load(11, 21) * c + r * c - r);
    }

    [KernelTemplate, Case("11x21", "11x21", "0.75f", "3")]
    public static void Scalars(Block block, In<float> a, Out<float> o, float scale, int shift) =>
        o[.., ..].Store(a[.., ..].Load(11, 21) * scale + shift * 2 - (shift > 2 ? scale : 1));

    [KernelTemplate, Case("7x13")]
    public static void Indexes(Block block, Out<float> o) =>
        o[.., ..].Store(Tile.RowIndex(7) * 100 + Tile.ColIndex(13) + Tile.Where(Tile.RowIndex(7) >= Tile.ColIndex(13), 0.5f, 0));

    [KernelTemplate, Case("33", "33", "33")]
    public static void IndexVectors(Block block, In<float> a, Out<float> down, Out<float> along)
    {
        down[..].Store(Tile.RowIndex(33) * a[..].LoadColumn(33));
        along[..].Store(Tile.ColIndex(33).T + Tile.RowIndex(33));
    }

    [KernelTemplate, Case("9x18", "9x18")]
    public static void Rounded(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(9, 18);
        o[.., ..].Store(x.To<BFloat16>() + x.To<Half>() * 3 + x.To<float>());
    }

    [KernelTemplate, Case("17x19 special", "17x19")]
    public static void SpecialRounded(Block block, In<float> a, Out<float> o) => o[.., ..].Store(a[.., ..].Load(17, 19).To<BFloat16>());

    [KernelTemplate, Case("17x19 special", "17x19")]
    public static void SpecialHalf(Block block, In<float> a, Out<float> o) => o[.., ..].Store(a[.., ..].Load(17, 19).To<Half>());

    [KernelTemplate, Case("17x19 special", "17x19")]
    public static void ElementTypes<[Element(typeof(float), typeof(BFloat16), typeof(Half))] T>(Block block, In<T> a, Out<T> o)
        where T : unmanaged => o[.., ..].Store(a[.., ..].Load(17, 19) + 0.25f);

    [KernelTemplate, Case("5x7", "5x7")]
    public static void Doubles(Block block, In<double> a, Out<double> o) => o[.., ..].Store(a[.., ..].Load(5, 7) * 2);

    [KernelTemplate, Case("15x3", "15x3")]
    public static void NarrowMatrix(Block block, In<float> a, Out<float> o) => o[.., ..].Store(Tile.Exp(a[.., ..].Load(15, 3)) - 1);

    [KernelTemplate, Case("1x1", "1x1 whole", "1x1")]
    public static void SingleElement(Block block, In<float> a, In<float> b, Out<float> o)
    {
        Tile x = a[.., ..].Load(1, 1);
        Tile y = b[.., ..].Load(1, 1);
        Tile z = Tile.Where((x < y) | !(x > 0) & (y == 1), Tile.Exp(-x), Tile.Min(x, Tile.Max(y, 2)));
        o[.., ..].Store((z + Tile.Sigmoid(x) + Tile.Abs(y) + Tile.RowIndex(1)).To<Half>());
    }
}
