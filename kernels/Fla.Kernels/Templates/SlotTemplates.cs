namespace Fla;

/// <summary>
/// What joins the two recurrences of gated slot attention: the first gives each token's scores of the slots, the second reads the slots with
/// their softmax as queries.
/// </summary>
/// <remarks>
/// Zhang et al., "Gated Slot Attention for Efficient Linear-Time Sequence Modeling" (2024).
/// A kernel of its own, since the first recurrence spreads the slots over programs and warps, and a softmax needs all of a row.
/// </remarks>
public static class SlotTemplates
{
    /// <summary>The softmax of each row; p may be the memory of the scores.</summary>
    /// <remarks>Shapes: scores, p [R, slots], slots ≤ M. Programs: X = tile of rows.</remarks>
    [KernelTemplate]
    [Where("M != 128 && rows == 16", Target = "cpu")]
    [Where("rows == (M == 256 ? 32 : 64)", Target = "cuda")]
    public static void SlotSoftmax<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [Tune(64, 128, 256)] int M,
        [Tune(16, 32, 64)] int rows,
        In<TElem> scores,
        Out<TElem> p)
        where TElem : unmanaged
    {
        int first = block.X * rows;
        Tile row = scores[first..(first + rows), ..].Load(rows, M, float.NegativeInfinity);
        Tile weights = Tile.Exp(row - Tile.MaxOf(row, 1));
        p[first..(first + rows), ..].Store(weights / Tile.Sum(weights, 1));
    }
}
