namespace Fla.Cuda.Tests;

/// <summary>Products whose warps share both axes of the result, and what may be made of it.</summary>
public static class GridTemplates
{
    /// <summary>c = scale·(aᵀ·bᵀ) + bias + before below the diagonal, 0 above. Grid: (⌈n/BN⌉, ⌈m/BM⌉).</summary>
    /// <param name="a">[k, m].</param>
    /// <param name="b">[n, k].</param>
    /// <param name="scale">[m].</param>
    /// <param name="bias">[n].</param>
    /// <param name="before">[m, n].</param>
    /// <param name="c">[m, n].</param>
    [KernelTemplate]
    public static void GridEpilogue<[Element(typeof(float), typeof(BFloat16))] TElem>(
        Block block, [Tune(64)] int BM, [Tune(64, 96)] int BN, [Tune(32)] int BK,
        In<TElem> a, In<TElem> b, In<float> scale, In<float> bias, In<TElem> before, Out<TElem> c)
        where TElem : unmanaged
    {
        int row = block.Y * BM;
        int col = block.X * BN;
        Tile sum = Tile.Zeros(BM, BN);
        for (int k = 0; k < a.Dim(0); k += BK)
        {
            Tile left = a[k..(k + BK), row..(row + BM)].Load(BK, BM);
            Tile right = b[col..(col + BN), k..(k + BK)].Load(BN, BK);
            sum += Tile.Dot(left.T, right.T);
        }
        Mask below = Tile.ColIndex(BN) + col <= Tile.RowIndex(BM) + row;
        Tile added = before[row..(row + BM), col..(col + BN)].Load(BM, BN);
        Tile all = sum * scale[row..(row + BM)].LoadColumn(BM) + bias[col..(col + BN)].LoadRow(BN) + added;
        c[row..(row + BM), col..(col + BN)].Store(Tile.Where(below, all, 0f));
    }

    /// <summary>c = a·b, from the last columns of a to the first: nothing comes ahead. Grid: (⌈n/BN⌉, ⌈m/BM⌉).</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="c">[m, n].</param>
    [KernelTemplate]
    public static void GridBackward<[Element(typeof(BFloat16))] TElem>(
        Block block, [Tune(64)] int BM, [Tune(64)] int BN, [Tune(32)] int BK,
        In<TElem> a, In<TElem> b, Out<TElem> c)
        where TElem : unmanaged
    {
        int row = block.Y * BM;
        int col = block.X * BN;
        Tile sum = Tile.Zeros(BM, BN);
        for (int k = (a.Dim(1) - 1) / BK * BK; k >= 0; k -= BK)
        {
            Tile left = a[row..(row + BM), k..(k + BK)].Load(BM, BK);
            Tile right = b[k..(k + BK), col..(col + BN)].Load(BK, BN);
            sum += Tile.Dot(left, right);
        }
        c[row..(row + BM), col..(col + BN)].Store(sum);
    }
}
