namespace Fla.Tests;

/// <summary>Five small kernels that use nothing but the language: the first things a compiler of it must get right.</summary>
public static class PlainTemplates
{
    /// <summary>c = a·b. Grid: (⌈n/BN⌉, ⌈m/BM⌉).</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="c">[m, n].</param>
    [KernelTemplate]
    [Where("BM <= 64 && BN <= 64 && BK <= 32", Target = "cpu")]
    [Where("BM <= 64 ? BN <= 64 && BK <= 32 : BN == 128 && BK >= 32", Target = "cuda")]
    public static void MatrixProduct<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [Tune(32, 64, 128, 256)] int BM, [Tune(32, 64, 128)] int BN, [Tune(16, 32, 64)] int BK,
        In<TElem> a, In<TElem> b, Out<TElem> c)
        where TElem : unmanaged
    {
        int row = block.Y * BM;
        int col = block.X * BN;
        Tile sum = Tile.Zeros(BM, BN);
        for (int k = 0; k < a.Dim(1); k += BK)
        {
            Tile left = a[row..(row + BM), k..(k + BK)].Load(BM, BK);
            Tile right = b[k..(k + BK), col..(col + BN)].Load(BK, BN);
            sum += Tile.Dot(left, right);
        }
        c[row..(row + BM), col..(col + BN)].Store(sum);
    }

    /// <summary>Softmax of each row. Grid: ⌈rows/BR⌉.</summary>
    /// <param name="x">[rows, cols] with cols at most N.</param>
    /// <param name="y">[rows, cols].</param>
    [KernelTemplate]
    public static void RowSoftmax<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [HeadDim(64, 128)] int N, [Tune(8, 16)] int BR,
        In<TElem> x, Out<TElem> y)
        where TElem : unmanaged
    {
        int row = block.X * BR;
        Mask inside = Tile.ColIndex(N) < x.Dim(1);
        Tile t = Tile.Where(inside, x[row..(row + BR), ..].Load(BR, N), float.NegativeInfinity);
        Tile e = Tile.Exp(t - Tile.MaxOf(t, 1));
        y[row..(row + BR), ..].Store(e / Tile.Sum(e, 1));
    }

    /// <summary>y = x / √(mean(x²) + epsilon) · weight for each row. Grid: ⌈rows/BR⌉.</summary>
    /// <param name="x">[rows, cols] with cols at most N.</param>
    /// <param name="weight">[cols].</param>
    /// <param name="y">[rows, cols].</param>
    [KernelTemplate]
    public static void RmsNorm<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [HeadDim(64, 128)] int N, [Tune(8, 16)] int BR,
        In<TElem> x, In<float> weight, Out<TElem> y, float epsilon)
        where TElem : unmanaged
    {
        int row = block.X * BR;
        Tile t = x[row..(row + BR), ..].Load(BR, N);
        Tile meanSquare = Tile.Sum(t * t, 1) / x.Dim(1);
        y[row..(row + BR), ..].Store(t * Tile.Rsqrt(meanSquare + epsilon) * weight[..].LoadRow(N));
    }

    /// <summary>o = softmax(scale · q·kᵀ, keys up to the query only)·v, in one pass over the keys. Grid: (⌈T/BQ⌉, H, B).</summary>
    /// <param name="q">[B, T, H, k] with k at most K.</param>
    /// <param name="k">[B, T, H, k].</param>
    /// <param name="v">[B, T, H, v] with v at most V.</param>
    /// <param name="o">[B, T, H, v].</param>
    [KernelTemplate]
    [Where("BK <= BQ")]
    public static void CausalAttention<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [HeadDim(64, 128)] int K, [HeadDim(64, 128)] int V, [Tune(32, 64)] int BQ, [Tune(16, 32)] int BK,
        In<TElem> q, In<TElem> k, In<TElem> v, Out<TElem> o, float scale)
        where TElem : unmanaged
    {
        int first = block.X * BQ;
        int head = block.Y;
        int batch = block.Z;
        Tile query = q[batch, first..(first + BQ), head, ..].Load(BQ, K);
        Tile m = Tile.Full(BQ, 1, float.NegativeInfinity);
        Tile l = Tile.Zeros(BQ, 1);
        Tile acc = Tile.Zeros(BQ, V);
        for (int s = 0; s < first + BQ; s += BK)
        {
            Tile key = k[batch, s..(s + BK), head, ..].Load(BK, K);
            Tile value = v[batch, s..(s + BK), head, ..].Load(BK, V);
            Tile scores = Causal(Tile.Dot(query, key.T) * scale, first, s, BQ, BK);
            Tile highest = Tile.Max(m, Tile.MaxOf(scores, 1));
            Tile weights = Tile.Exp(scores - highest);
            Tile rescale = Tile.Exp(m - highest);
            l = l * rescale + Tile.Sum(weights, 1);
            acc = acc * rescale + Tile.Dot(weights, value);
            m = highest;
        }
        o[batch, first..(first + BQ), head, ..].Store(acc / l);
    }

    /// <summary>y[t] = x[0] + … + x[t] for each column. Grid: ⌈cols/BC⌉.</summary>
    /// <param name="x">[T, cols].</param>
    /// <param name="y">[T, cols].</param>
    [KernelTemplate]
    public static void PrefixSum<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [ChunkSize(16, 32, 64)] int BT, [Tune(32, 64)] int BC,
        In<TElem> x, Out<TElem> y)
        where TElem : unmanaged
    {
        int col = block.X * BC;
        Tile total = Tile.Zeros(1, BC);
        for (int t = 0; t < x.Dim(0); t += BT)
        {
            Tile part = x[t..(t + BT), col..(col + BC)].Load(BT, BC);
            y[t..(t + BT), col..(col + BC)].Store(Tile.CumSum(part, 0) + total);
            total += Tile.Sum(part, 0);
        }
    }

    private static Tile Causal(Tile scores, int firstQuery, int firstKey, int queries, int keys)
    {
        Mask visible = Tile.ColIndex(keys) + firstKey <= Tile.RowIndex(queries) + firstQuery;
        return Tile.Where(visible, scores, float.NegativeInfinity);
    }
}
