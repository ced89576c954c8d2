namespace Fla.Cuda.Tests;

/// <summary>Linear recurrences down the rows of tiles that no warps share, and of those that they do.</summary>
public static class ScanTemplates
{
    /// <summary>y_i = keep_i ⊙ y_(i − 1) + 2 x_i, minus keep. Grid: (⌈columns/BC⌉).</summary>
    /// <param name="x">[rows, columns] with at most R rows.</param>
    /// <param name="keep">[rows, columns].</param>
    /// <param name="y">[rows, columns].</param>
    [KernelTemplate]
    public static void RowScan<[Element(typeof(float), typeof(BFloat16))] TElem>(
        Block block, [Tune(16, 32)] int R, [Tune(24, 32)] int BC, In<TElem> x, In<TElem> keep, Out<TElem> y)
        where TElem : unmanaged
    {
        int column = block.X * BC;
        Tile kept = keep[.., column..(column + BC)].Load(R, BC);
        y[.., column..(column + BC)].Store(Tile.Scan(2 * x[.., column..(column + BC)].Load(R, BC), kept) - kept);
    }
}
