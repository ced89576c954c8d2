namespace Fla;

/// <summary>
/// The low-rank family: S ← (D + b aᵀ) S + k vᵀ, o = scale · qᵀ S, with D = 1 or diag(e^g): a reads what the token before left, b says where
/// that goes.
/// </summary>
/// <remarks>
/// Peng et al., "RWKV-7 Goose with Expressive Dynamic State Evolution" (2025); with C tokens at a time as in Yang et al., "Parallelizing Linear
/// Transformers with the Delta Rule over Sequence Length" (2024). Shapes: q [B, T, H, K]; k, a, b [B, T, H or HV, K]; v, o [B, T, HV, V];
/// g [B, T, HV, K]; states [N, HV, K, V]. Programs: X = slice of V, Y = value head, Z = sequence.
/// </remarks>
public static class LowRankTemplates
{
    /// <summary>The chunked form: C tokens at a time as small matrix products.</summary>
    [KernelTemplate]
    [Where("decay == Decay.None || decay == Decay.PerKey")]
    [Where("BV == K || (BV == 128 && K > 128)", Target = "cpu")]
    [Where("BV == 64 || (BV == 128 && K == 128 && (typeof(TElem) == typeof(BFloat16) || typeof(TElem) == typeof(Half) && decay == Decay.None))", Target = "cuda")]
    [Where("C == 16 && (K < 256 || decay == Decay.None)", Target = "cuda")]
    public static void LowRankChunk<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(16, 32, 48, 64, 80, 96, 112, 128)] int BV,
        [ChunkSize(16, 32)] int C,
        [Choice] Decay decay,
        In<TElem> q,
        In<TElem> k,
        In<TElem> v,
        In<float> g,
        In<TElem> a,
        In<TElem> b,
        In<float> h0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht,
        float scale)
        where TElem : unmanaged
    {
        int column = block.X * BV;
        int hv = block.Y;
        int n = block.Z;
        int h = hv / (v.Dim(2) / q.Dim(2));
        int hk = hv / (v.Dim(2) / k.Dim(2));
        bool varlen = !cuSeqlens.IsEmpty;
        int batch = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : q.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(K, BV) : h0[n, hv, .., column..(column + BV)].Load(K, BV);

        for (int t = start; t < end; t += C)
        {
            Tile qc = q[batch, t..end, h, ..].Load(C, K);
            Tile kc = k[batch, t..end, hk, ..].Load(C, K);
            Tile vc = v[batch, t..end, hv, column..(column + BV)].Load(C, BV);
            Tile ac = a[batch, t..end, hk, ..].Load(C, K);
            Tile bc = b[batch, t..end, hk, ..].Load(C, K);
            Mask causal = Tile.RowIndex(C) >= Tile.ColIndex(C);
            Mask before = Tile.RowIndex(C) > Tile.ColIndex(C);
            if (decay == Decay.None)
            {
                // u_i is what a_i reads of all tokens before: u = a S + (a bᵀ) u + (a kᵀ) v below the diagonal.
                Tile u = Tile.SolveUnitLower(
                    -Tile.Dot(ac, bc.T),
                    Tile.Dot(ac, state) + Tile.Dot(Tile.Where(before, Tile.Dot(ac, kc.T), 0), vc));
                o[batch, t..end, hv, column..(column + BV)].Store(
                    scale * (Tile.Dot(qc, state)
                        + Tile.Dot(Tile.Where(causal, Tile.Dot(qc, bc.T), 0), u)
                        + Tile.Dot(Tile.Where(causal, Tile.Dot(qc, kc.T), 0), vc)));
                state = state + Tile.Dot(bc.T, u) + Tile.Dot(kc.T, vc);
            }
            else
            {
                Tile gc = g[batch, t..end, hv, ..].Load(C, K);
                Tile sum = Tile.CumSum(gc, 0);
                Tile last = sum.Row(C - 1);
                // As in the delta family: both factors of exp(sum_i − sum_j) stay within e^±40 around the middle row. What a reads has not been
                // decayed by its own token's gate.
                Tile middle = sum.Row(C / 2);
                Tile apart = sum - middle;
                Tile rise = Tile.Exp(apart);
                Tile fallen = 1 / rise;
                Tile bFall = bc * fallen;
                Tile kFall = kc * fallen;
                Tile qRise = qc * rise;
                Tile aRise = ac * Tile.Exp(apart - gc);
                Tile fromStart = Tile.Exp(middle);
                Tile toEnd = Tile.Exp(last - middle);
                Tile kept = Tile.Exp(last);
                Tile lower = -Tile.Dot(aRise, bFall.T);
                Tile reach = Tile.Where(before, Tile.Dot(aRise, kFall.T), 0);
                Tile back = Tile.Where(causal, Tile.Dot(qRise, bFall.T), 0);
                Tile attention = Tile.Where(causal, Tile.Dot(qRise, kFall.T), 0);
                float strongest = Tile.MaxOf(Tile.MaxOf(Tile.Max(Tile.Abs(apart), Tile.Abs(apart - gc)), 0), 1).Scalar;
                if (strongest < 40)
                {
                    Tile u = Tile.SolveUnitLower(lower, Tile.Dot(aRise * fromStart, state) + Tile.Dot(reach, vc));
                    o[batch, t..end, hv, column..(column + BV)].Store(
                        scale * (Tile.Dot(qRise * fromStart, state) + Tile.Dot(back, u) + Tile.Dot(attention, vc)));
                    state = state * kept.T + Tile.Dot((bFall * toEnd).T, u) + Tile.Dot((kFall * toEnd).T, vc);
                }
                else
                {
                    // A gate this strong has no factored form in fp32: walk the chunk token by token.
                    for (int i = 0; i < C; i++)
                    {
                        Tile ui = Tile.Dot(ac.Row(i), state);
                        state = state * Tile.Exp(gc.Row(i)).T + Tile.Dot(bc.Row(i).T, ui) + Tile.Dot(kc.Row(i).T, vc.Row(i));
                        if (t + i < end && t + i < o.Dim(1))
                            o[batch, t + i, hv, column..(column + BV)].Store(scale * Tile.Dot(qc.Row(i), state));
                    }
                }
            }
        }

        if (!ht.IsEmpty)
            ht[n, hv, .., column..(column + BV)].Store(state);
    }

    /// <summary>The recurrent form, one token at a time: decoding and short sequences.</summary>
    [KernelTemplate]
    [Where("decay == Decay.None || decay == Decay.PerKey")]
    [Where("BV == (K == 32 ? 32 : 64)")]
    public static void LowRankRecurrent<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(32, 64)] int BV,
        [Choice] Decay decay,
        In<TElem> q,
        In<TElem> k,
        In<TElem> v,
        In<float> g,
        In<TElem> a,
        In<TElem> b,
        In<float> h0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht,
        float scale)
        where TElem : unmanaged
    {
        int column = block.X * BV;
        int hv = block.Y;
        int n = block.Z;
        int h = hv / (v.Dim(2) / q.Dim(2));
        int hk = hv / (v.Dim(2) / k.Dim(2));
        bool varlen = !cuSeqlens.IsEmpty;
        int batch = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : q.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(K, BV) : h0[n, hv, .., column..(column + BV)].Load(K, BV);

        for (int t = start; t < end; t++)
        {
            Tile qt = q[batch, t, h, ..].LoadRow(K);
            Tile kt = k[batch, t, hk, ..].LoadRow(K);
            Tile vt = v[batch, t, hv, column..(column + BV)].LoadRow(BV);
            Tile at = a[batch, t, hk, ..].LoadRow(K);
            Tile bt = b[batch, t, hk, ..].LoadRow(K);
            Tile kept = decay == Decay.PerKey ? Tile.Exp(g[batch, t, hv, ..].LoadRow(K)) : Tile.Full(1, 1, 1);

            // Both reads of the old state come before its update, so that the state is walked twice and not three times.
            Tile u = Tile.Dot(at, state);
            o[batch, t, hv, column..(column + BV)].Store(scale * (Tile.Dot(qt * kept, state) + Tile.Sum(qt * bt, 1) * u + Tile.Sum(qt * kt, 1) * vt));
            state = state * kept.T + Tile.Dot(bt.T, u) + Tile.Dot(kt.T, vt);
        }

        if (!ht.IsEmpty)
            ht[n, hv, .., column..(column + BV)].Store(state);
    }
}
