namespace Fla;

/// <summary>Log-space gates from what a layer projects, and their running sums.</summary>
public static class GateTemplates
{
    /// <summary>g = −e^rate · log(1 + e^(a + bias)).</summary>
    /// <remarks>
    /// Gu, Dao, "Mamba" (2023). Shapes: a, g [B, T, H, K]; rate [H, K], or [H, 1] where the channels of a head share it; bias [H, K].
    /// Programs: X = slice of T, Y = head, Z = sequence and slice of K.
    /// </remarks>
    [KernelTemplate("decay_gate")]
    public static void DecayGate<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [Tune(32)] int BT, [Tune(64)] int BK, In<TElem> a, In<float> rate, In<float> bias, Out<float> g)
        where TElem : unmanaged
    {
        int t = block.X * BT;
        int h = block.Y;
        int slices = (a.Dim(3) + BK - 1) / BK;
        int b = block.Z / slices;
        int column = block.Z % slices * BK;
        Tile x = a[b, t..(t + BT), h, column..(column + BK)].Load(BT, BK);
        if (!bias.IsEmpty)
            x = x + bias[h, column..(column + BK)].LoadRow(BK);
        Tile rates = rate.Dim(1) == 1 ? Tile.Full(1, BK, rate.Read(h, 0)) : rate[h, column..(column + BK)].LoadRow(BK);
        Tile softplus = Tile.Max(x, 0) + Tile.Log(1 + Tile.Exp(-Tile.Abs(x)));
        g[b, t..(t + BT), h, column..(column + BK)].Store(-Tile.Exp(rates) * softplus);
    }

    /// <summary>y_t = x_first + … + x_t, or x_t + … + x_last, over pieces of each sequence.</summary>
    /// <remarks>Shapes: x, y [B, T, D]. Programs: X = slice of D, Y = piece of some tokens, Z = sequence.</remarks>
    [KernelTemplate("cumulative_sum")]
    public static void CumulativeSum<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [ChunkSize(32)] int C, [Tune(64)] int BD, In<TElem> x, In<long> cuSeqlens, Out<float> y, int piece, bool reverse)
        where TElem : unmanaged
    {
        int column = block.X * BD;
        int n = block.Z;
        bool varlen = !cuSeqlens.IsEmpty;
        int b = varlen ? 0 : n;
        int start = (varlen ? (int)cuSeqlens.Read(n) : 0) + block.Y * piece;
        int end = Math.Min(varlen ? (int)cuSeqlens.Read(n + 1) : x.Dim(1), start + piece);
        Tile total = Tile.Zeros(1, BD);
        if (!reverse)
        {
            for (int t = start; t < end; t += C)
            {
                Tile part = x[b, t..end, column..(column + BD)].Load(C, BD);
                y[b, t..end, column..(column + BD)].Store(Tile.CumSum(part, 0) + total);
                total = total + Tile.Sum(part, 0);
            }
        }
        else
        {
            for (int t = start + ((end - start + C - 1) / C - 1) * C; t >= start; t -= C)
            {
                Tile part = x[b, t..end, column..(column + BD)].Load(C, BD);
                total = total + Tile.Sum(part, 0);
                y[b, t..Math.Min(t + C, end), column..(column + BD)].Store(total - Tile.CumSum(part, 0) + part);
            }
        }
    }
}
