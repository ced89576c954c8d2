namespace Fla;

/// <summary>
/// The delta family: S ← (I − β k kᵀ) D S + β k vᵀ, o = scale · qᵀ S, with D = 1, e^g or diag(e^g); what is erased may be read along a key of
/// its own, p, or erased and written channel by channel, with gates b and w: see <see cref="Erase"/>.
/// </summary>
/// <remarks>
/// Yang et al., "Parallelizing Linear Transformers with the Delta Rule over Sequence Length" (2024), "Gated Delta Networks" (2024);
/// Kimi Team, "Kimi Linear" (2025); Hu et al., "Comba" (2025). Shapes: q, k, p [B, T, H, K]; v, w, o [B, T, HV, V]; beta [B, T, HV];
/// b [B, T, HV, K]; g [B, T, HV] or [B, T, HV, K]; states [N, HV, K, V]. Programs: X = slice of V, Y = value head, Z = sequence.
/// </remarks>
public static class DeltaTemplates
{
    /// <summary>The chunked form: C tokens at a time as small matrix products.</summary>
    [KernelTemplate]
    [Where("erase == Erase.Key ? decay != Decay.PerValue : decay == (erase == Erase.OwnKey ? Decay.PerHead : Decay.PerKey)")]
    [Where("BV == K || (BV == 128 && K > 128)", Target = "cpu")]
    [Where("BV == 64 || (BV == 128 && K == 128 && (typeof(TElem) == typeof(BFloat16) || typeof(TElem) == typeof(Half) && decay != Decay.PerKey))", Target = "cuda")]
    [Where("erase != Erase.Channels || K < 256", Target = "cuda")]
    [Where("decay == Decay.PerKey ? C == 16 : typeof(TElem) == typeof(float) ? C == 16 || K < 256 : C == 32 || K == 64", Target = "cuda")]
    public static void DeltaChunk<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(16, 32, 48, 64, 80, 96, 112, 128)] int BV,
        [ChunkSize(16, 32)] int C,
        [Choice] Decay decay,
        [Choice] Erase erase,
        In<TElem> q,
        In<TElem> k,
        In<TElem> v,
        In<float> g,
        In<TElem> beta,
        In<TElem> p,
        In<TElem> b,
        In<TElem> w,
        In<float> h0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht,
        float scale,
        bool normalize)
        where TElem : unmanaged
    {
        int column = block.X * BV;
        int hv = block.Y;
        int n = block.Z;
        int h = hv / (v.Dim(2) / q.Dim(2));
        bool varlen = !cuSeqlens.IsEmpty;
        int batch = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : q.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(K, BV) : h0[n, hv, .., column..(column + BV)].Load(K, BV);

        for (int t = start; t < end; t += C)
        {
            Tile qc = q[batch, t..end, h, ..].Load(C, K);
            Tile kc = k[batch, t..end, h, ..].Load(C, K);
            Tile vc = v[batch, t..end, hv, column..(column + BV)].Load(C, BV);
            Tile bc = erase == Erase.Channels ? Tile.Full(C, 1, 1) : beta[batch, t..end, hv].LoadColumn(C);
            if (normalize)
            {
                qc = L2Normalize(qc);
                kc = L2Normalize(kc);
            }

            Tile ec = kc;
            if (erase == Erase.OwnKey)
            {
                ec = p[batch, t..end, h, ..].Load(C, K);
                if (normalize)
                    ec = L2Normalize(ec);
            }

            if (erase == Erase.Channels)
            {
                ec = kc * b[batch, t..end, hv, ..].Load(C, K);
                vc = vc * w[batch, t..end, hv, column..(column + BV)].Load(C, BV);
            }

            Mask causal = Tile.RowIndex(C) >= Tile.ColIndex(C);
            if (decay == Decay.None)
            {
                Tile u = Tile.SolveUnitLower(bc * Tile.Dot(ec, kc.T), bc * (vc - Tile.Dot(ec, state)));
                Tile attention = Tile.Where(causal, Tile.Dot(qc, kc.T), 0);
                o[batch, t..end, hv, column..(column + BV)].Store(scale * (Tile.Dot(qc, state) + Tile.Dot(attention, u)));
                state = state + Tile.Dot(kc.T, u);
            }
            else if (decay == Decay.PerHead)
            {
                Tile gc = g[batch, t..end, hv].LoadColumn(C);
                Tile fromStart = Tile.Exp(Tile.CumSum(gc, 0));
                Tile between = Gates.Between(gc, C);
                Tile toEnd = between.Row(C - 1).T;
                Tile u = Tile.SolveUnitLower(
                    bc * (Tile.Dot(ec, kc.T) * between),
                    bc * (vc - fromStart * Tile.Dot(ec, state)));
                Tile attention = Tile.Where(causal, Tile.Dot(qc, kc.T) * between, 0);
                o[batch, t..end, hv, column..(column + BV)].Store(
                    scale * (fromStart * Tile.Dot(qc, state) + Tile.Dot(attention, u)));
                state = state * fromStart.Row(C - 1) + Tile.Dot((kc * toEnd).T, u);
            }
            else
            {
                Tile gc = g[batch, t..end, hv, ..].Load(C, K);
                Tile sum = Tile.CumSum(gc, 0);
                Tile last = sum.Row(C - 1);
                // Both factors of exp(sum_i − sum_j) stay within e^±40 around the middle row, and every other decay is one of
                // them times a row: one exponential an element in all.
                Tile middle = sum.Row(C / 2);
                Tile apart = sum - middle;
                Tile rise = Tile.Exp(apart);
                Tile fall = kc / rise;
                Tile fromStart = rise * Tile.Exp(middle);
                Tile toEnd = fall * Tile.Exp(last - middle);
                Tile eStart = ec * fromStart;
                Tile qStart = qc * fromStart;
                Tile kept = Tile.Exp(last);
                Tile lower = bc * Tile.Dot(ec * rise, fall.T);
                Tile attention = Tile.Where(causal, Tile.Dot(qc * rise, fall.T), 0);
                float strongest = Tile.MaxOf(Tile.MaxOf(Tile.Abs(apart), 0), 1).Scalar;
                if (strongest < 40)
                {
                    Tile u = Tile.SolveUnitLower(lower, bc * (vc - Tile.Dot(eStart, state)));
                    o[batch, t..end, hv, column..(column + BV)].Store(
                        scale * (Tile.Dot(qStart, state) + Tile.Dot(attention, u)));
                    state = state * kept.T + Tile.Dot(toEnd.T, u);
                }
                else
                {
                    // A gate this strong has no factored form in fp32: walk the chunk token by token.
                    for (int i = 0; i < C; i++)
                    {
                        Tile decayed = state * Tile.Exp(gc.Row(i)).T;
                        Tile ui = bc.Row(i) * (vc.Row(i) - Tile.Dot(ec.Row(i), decayed));
                        state = decayed + Tile.Dot(kc.Row(i).T, ui);
                        if (t + i < end)
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
    [Where("erase == Erase.Key ? decay != Decay.PerValue : decay == (erase == Erase.OwnKey ? Decay.PerHead : Decay.PerKey)")]
    [Where("BV == (K == 32 ? 32 : 64)")]
    public static void DeltaRecurrent<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(32, 64)] int BV,
        [Choice] Decay decay,
        [Choice] Erase erase,
        In<TElem> q,
        In<TElem> k,
        In<TElem> v,
        In<float> g,
        In<TElem> beta,
        In<TElem> p,
        In<TElem> b,
        In<TElem> w,
        In<float> h0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht,
        float scale,
        bool normalize)
        where TElem : unmanaged
    {
        int column = block.X * BV;
        int hv = block.Y;
        int n = block.Z;
        int h = hv / (v.Dim(2) / q.Dim(2));
        bool varlen = !cuSeqlens.IsEmpty;
        int batch = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : q.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(K, BV) : h0[n, hv, .., column..(column + BV)].Load(K, BV);

        for (int t = start; t < end; t++)
        {
            Tile qt = q[batch, t, h, ..].LoadRow(K);
            Tile kt = k[batch, t, h, ..].LoadRow(K);
            Tile vt = v[batch, t, hv, column..(column + BV)].LoadRow(BV);
            Tile bt = erase == Erase.Channels ? Tile.Full(1, 1, 1) : beta[batch, t, hv..(hv + 1)].LoadColumn(1);
            if (normalize)
            {
                qt = L2Normalize(qt);
                kt = L2Normalize(kt);
            }

            Tile et = kt;
            if (erase == Erase.OwnKey)
            {
                et = p[batch, t, h, ..].LoadRow(K);
                if (normalize)
                    et = L2Normalize(et);
            }

            if (erase == Erase.Channels)
            {
                et = kt * b[batch, t, hv, ..].LoadRow(K);
                vt = vt * w[batch, t, hv, column..(column + BV)].LoadRow(BV);
            }

            Tile kept = Tile.Full(1, 1, 1);
            if (decay == Decay.PerHead)
                kept = Tile.Exp(g[batch, t, hv..(hv + 1)].LoadColumn(1));
            if (decay == Decay.PerKey)
                kept = Tile.Exp(g[batch, t, hv, ..].LoadRow(K));

            // Both reads of the old state come before its update, so that the state is walked twice and not three times.
            Tile u = bt * (vt - Tile.Dot(et * kept, state));
            o[batch, t, hv, column..(column + BV)].Store(scale * (Tile.Dot(qt * kept, state) + Tile.Sum(qt * kt, 1) * u));
            state = state * kept.T + Tile.Dot(kt.T, u);
        }

        if (!ht.IsEmpty)
            ht[n, hv, .., column..(column + BV)].Store(state);
    }

    /// <summary>Rows of length 1: x / √(Σx² + 10⁻⁶).</summary>
    private static Tile L2Normalize(Tile x) => x * Tile.Rsqrt(Tile.Sum(x * x, 1) + 1e-6f);
}
