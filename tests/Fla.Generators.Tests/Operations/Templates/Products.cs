namespace Operations;

public static class Products
{
    [KernelTemplate, Case("13x11", "11x19", "13x19")]
    public static void Dot(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.Dot(a[.., ..].Load(13, 11), b[.., ..].Load(11, 19)));

    [KernelTemplate, Case("40x33", "33x70", "40x70")]
    public static void LargerDot(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.Dot(a[.., ..].Load(40, 33), b[.., ..].Load(33, 70), Precision.Full));

    [KernelTemplate, Case("1x11", "11x19", "1x19")]
    public static void OneRow(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.Dot(a[.., ..].Load(1, 11), b[.., ..].Load(11, 19)));

    [KernelTemplate, Case("13x11", "11x1", "13x1")]
    public static void OneColumn(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.Dot(a[.., ..].Load(13, 11), b[.., ..].Load(11, 1)));

    [KernelTemplate, Case("13x1", "1x19", "13x19")]
    public static void Outer(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.Dot(a[.., ..].Load(13, 1), b[.., ..].Load(1, 19)));

    [KernelTemplate, Case("21", "21", "1x1")]
    public static void Inner(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.Dot(a[..].LoadRow(21), b[..].LoadColumn(21)));

    [KernelTemplate, Case("21x13", "21x1", "13x1")]
    public static void TransposedTimesColumn(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.Dot(a[.., ..].Load(21, 13).T, b[.., ..].Load(21, 1)));

    [KernelTemplate, Case("11x13", "19x11", "13x19")]
    public static void TransposedOperands(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.Dot(a[.., ..].Load(11, 13).T, b[.., ..].Load(19, 11).T));

    [KernelTemplate, Case("13x11", "13x13", "11x11")]
    public static void Gram(Block block, In<float> a, Out<float> outer, Out<float> inner)
    {
        Tile x = a[.., ..].Load(13, 11);
        outer[.., ..].Store(Tile.Dot(x, x.T));
        inner[.., ..].Store(Tile.Dot(x.T, x));
    }

    [KernelTemplate, Case("11x11", "11x11")]
    public static void TransposedSquare(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(11, 11).T;
        o[.., ..].Store(Tile.Dot(x, x));
    }

    [KernelTemplate, Case("13x11", "11x19", "13x1", "1x19", "13x19")]
    public static void Epilogue(Block block, In<float> a, In<float> b, In<float> column, In<float> row, Out<float> o)
    {
        Tile product = Tile.Dot(a[.., ..].Load(13, 11), b[.., ..].Load(11, 19));
        o[.., ..].Store(Tile.Exp(product * column[.., ..].Load(13, 1)) + row[.., ..].Load(1, 19));
    }

    [KernelTemplate, Case("13x11", "11x19", "13x19", "13x19")]
    public static void TwoProductsInOneExpression(Block block, In<float> a, In<float> b, In<float> c, Out<float> o)
    {
        Tile x = a[.., ..].Load(13, 11);
        Tile y = b[.., ..].Load(11, 19);
        o[.., ..].Store(Tile.Dot(x * 2, y) - c[.., ..].Load(13, 19) * Tile.Dot(x + 1, y));
    }

    [KernelTemplate, Case("13x11", "11x19", "13x19", "13x19")]
    public static void SharedRightOperand(Block block, In<float> a, In<float> b, Out<float> o, Out<float> p)
    {
        Tile x = a[.., ..].Load(13, 11);
        Tile y = b[.., ..].Load(11, 19);
        o[.., ..].Store(Tile.Dot(x, y));
        p[.., ..].Store(Tile.Dot(Tile.Exp(x), y));
    }

    [KernelTemplate, Case("13x13", "13x13")]
    public static void ChainOfProducts(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(13, 13);
        Tile y = x;
        for (int i = 0; i < 3; i++)
            y = Tile.Dot(x, y) * 0.3f + y.T;
        o[.., ..].Store(y);
    }

    [KernelTemplate, Case("20x11", "11x19", "5x19", "3")]
    public static void SlicedOperand(Block block, In<float> a, In<float> b, Out<float> o, int i)
    {
        Tile x = a[.., ..].Load(20, 11) * 2;
        o[.., ..].Store(Tile.Dot(x.Slice(i, 5, 2, 7), b[.., ..].Load(11, 19).Slice(1, 7, 0, 19)));
    }

    [KernelTemplate, Case("13x13", "13x19", "13x19")]
    public static void SolveMatrix(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.SolveUnitLower(a[.., ..].Load(13, 13) * 0.4f, b[.., ..].Load(13, 19)));

    [KernelTemplate, Case("13x13", "13x1", "13x1")]
    public static void SolveColumn(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.SolveUnitLower(a[.., ..].Load(13, 13) * 0.4f, b[.., ..].Load(13, 1)));

    [KernelTemplate, Case("13x13", "13x19", "19x13", "13x19")]
    public static void SolveTransposed(Block block, In<float> a, In<float> b, In<float> c, Out<float> o)
    {
        Tile lower = (a[.., ..].Load(13, 13) * 0.4f).T;
        Tile first = Tile.SolveUnitLower(lower, b[.., ..].Load(13, 19));
        o[.., ..].Store(first + Tile.SolveUnitLower(lower, c[.., ..].Load(19, 13).T) + b[.., ..].Load(13, 19));
    }

    [KernelTemplate, Case("1x1", "1x19", "1x19")]
    public static void SolveOneRow(Block block, In<float> a, In<float> b, Out<float> o) =>
        o[.., ..].Store(Tile.SolveUnitLower(a[.., ..].Load(1, 1), b[.., ..].Load(1, 19)) * 2);

    [KernelTemplate, Case("13x13", "13x19", "13x19")]
    public static void SolveKeepsItsOperand(Block block, In<float> a, In<float> b, Out<float> o)
    {
        Tile right = Tile.Exp(b[.., ..].Load(13, 19));
        Tile x = Tile.SolveUnitLower(a[.., ..].Load(13, 13) * 0.4f, right);
        o[.., ..].Store(x * 2 + right);
    }
}
