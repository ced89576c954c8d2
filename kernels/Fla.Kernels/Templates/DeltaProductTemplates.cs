namespace Fla;

/// <summary>
/// The gated delta product: a token decays the state by e^g, takes R steps S ← (I − β k kᵀ) S + β k vᵀ with keys, values and step sizes of
/// their own, and then reads o = scale · qᵀ S.
/// </summary>
/// <remarks>
/// Siems et al., "DeltaProduct: Improving State-Tracking in Linear RNNs via Householder Products" (2025). Shapes: q [B, T, H, K];
/// k [B, R T, H, K]; v [B, R T, HV, V]; beta [B, R T, HV]; g [B, T, HV]; o [B, T, HV, V]; states [N, HV, K, V]. Boundaries of packed sequences
/// count tokens. Programs: X = slice of V, Y = value head, Z = sequence.
/// </remarks>
public static class DeltaProductTemplates
{
    /// <summary>The chunked form: C tokens and their R C steps, in as many rows or more, at a time as small matrix products.</summary>
    [KernelTemplate]
    [Where("C == 16 && rows >= C * (steps == Steps.Two ? 2 : steps == Steps.Three ? 3 : 4)")]
    [Where("rows == C * (steps == Steps.Two ? 2 : steps == Steps.Three ? 3 : 4)", Target = "cpu")]
    [Where("rows == (steps == Steps.Two ? 32 : 64)", Target = "cuda")]
    [Where("BV == K || (BV == 128 && K > 128)", Target = "cpu")]
    [Where("BV == 64 || (BV == 128 && K == 128 && typeof(TElem) != typeof(float))", Target = "cuda")]
    [Where("K < 256 || steps == Steps.Two && typeof(TElem) != typeof(float)", Target = "cuda")]
    public static void DeltaProductChunk<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(16, 32, 48, 64, 80, 96, 112, 128)] int BV,
        [ChunkSize(16, 32)] int C,
        [Tune(32, 48, 64)] int rows,
        [Choice] Steps steps,
        In<TElem> q,
        In<TElem> k,
        In<TElem> v,
        In<float> g,
        In<TElem> beta,
        In<float> h0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht,
        float scale,
        bool normalize)
        where TElem : unmanaged
    {
        int R = (int)steps;
        int column = block.X * BV;
        int hv = block.Y;
        int n = block.Z;
        int h = hv / (v.Dim(2) / q.Dim(2));
        bool varlen = !cuSeqlens.IsEmpty;
        int b = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : q.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(K, BV) : h0[n, hv, .., column..(column + BV)].Load(K, BV);

        for (int t = start; t < end; t += C)
        {
            int first = R * t;
            int last = R * Math.Min(t + C, end);
            Tile qc = q[b, t..end, h, ..].Load(C, K);
            Tile kc = k[b, first..last, h, ..].Load(rows, K);
            Tile vc = v[b, first..last, hv, column..(column + BV)].Load(rows, BV);
            Tile bc = beta[b, first..last, hv].LoadColumn(rows);
            Tile gc = g[b, t..end, hv].LoadColumn(C);
            if (normalize)
            {
                qc = L2Normalize(qc);
                kc = L2Normalize(kc);
            }

            // The first step of a token has its gate, the others none.
            Tile gates = Tile.Sum(Tile.Where(Tile.RowIndex(rows) == R * Tile.ColIndex(C), gc.T, 0), 1);
            Tile between = Gates.Between(gates, rows);
            Tile toEnd = between.Row(rows - 1).T;
            Tile u = Tile.SolveUnitLower(
                bc * (Tile.Dot(kc, kc.T) * between),
                bc * (vc - Tile.Exp(Tile.CumSum(gates, 0)) * Tile.Dot(kc, state)));

            // From each step to the tokens that read it: the last step of a token is R − 1 behind its first.
            Tile token = R * Tile.RowIndex(C);
            Tile step = Tile.ColIndex(rows);
            Tile segment = Tile.CumSum(Tile.Where(token > step, gc, 0), 0);
            Tile attention = Tile.Where(token + (R - 1) >= step, Tile.Dot(qc, kc.T) * Tile.Exp(segment), 0);
            Tile fromStart = Tile.Exp(Tile.CumSum(gc, 0));
            o[b, t..end, hv, column..(column + BV)].Store(scale * (fromStart * Tile.Dot(qc, state) + Tile.Dot(attention, u)));
            state = state * fromStart.Row(C - 1) + Tile.Dot((kc * toEnd).T, u);
        }

        if (!ht.IsEmpty)
            ht[n, hv, .., column..(column + BV)].Store(state);
    }

    /// <summary>The recurrent form, one token at a time, for any number of steps: decoding and short sequences.</summary>
    [KernelTemplate]
    [Where("BV == (K == 32 ? 32 : 64)")]
    public static void DeltaProductRecurrent<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(32, 64)] int BV,
        In<TElem> q,
        In<TElem> k,
        In<TElem> v,
        In<float> g,
        In<TElem> beta,
        In<float> h0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht,
        int steps,
        float scale,
        bool normalize)
        where TElem : unmanaged
    {
        int column = block.X * BV;
        int hv = block.Y;
        int n = block.Z;
        int h = hv / (v.Dim(2) / q.Dim(2));
        bool varlen = !cuSeqlens.IsEmpty;
        int b = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : q.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(K, BV) : h0[n, hv, .., column..(column + BV)].Load(K, BV);

        for (int t = start; t < end; t++)
        {
            Tile qt = q[b, t, h, ..].LoadRow(K);
            if (normalize)
                qt = L2Normalize(qt);
            state = state * Tile.Exp(g[b, t, hv..(hv + 1)].LoadColumn(1));
            for (int s = steps * t; s < (steps * t) + steps; s++)
            {
                Tile ks = k[b, s, h, ..].LoadRow(K);
                Tile vs = v[b, s, hv, column..(column + BV)].LoadRow(BV);
                Tile bs = beta[b, s, hv..(hv + 1)].LoadColumn(1);
                if (normalize)
                    ks = L2Normalize(ks);
                state = state + Tile.Dot(ks.T, bs * (vs - Tile.Dot(ks, state)));
            }

            o[b, t, hv, column..(column + BV)].Store(scale * Tile.Dot(qt, state));
        }

        if (!ht.IsEmpty)
            ht[n, hv, .., column..(column + BV)].Store(state);
    }

    /// <summary>Rows of length 1: x / √(Σx² + 10⁻⁶).</summary>
    private static Tile L2Normalize(Tile x) => x * Tile.Rsqrt(Tile.Sum(x * x, 1) + 1e-6f);
}
