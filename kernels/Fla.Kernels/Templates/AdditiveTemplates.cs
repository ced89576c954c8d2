namespace Fla;

/// <summary>
/// The additive family: S ← D S + k vᵀ, o = scale · qᵀ S, with D = 1, e^g or diag(e^g); or S ← S diag(e^g) + k vᵀ.
/// </summary>
/// <remarks>
/// Katharopoulos et al., "Transformers are RNNs" (2020); Sun et al., "Retentive Network" (2023); Qin et al., "Lightning Attention-2" (2024);
/// Dao, Gu, "Transformers are SSMs" (2024); Yang et al., "Gated Linear Attention Transformers with Hardware-Efficient Training" (2023);
/// Peng et al., "Eagle and Finch: RWKV with Matrix-Valued States and Dynamic Recurrence" (2024);
/// Zhang et al., "Gated Slot Attention for Efficient Linear-Time Sequence Modeling" (2024).
/// Shapes: q [B, T, H, K]; k [B, T, H or HV, K]; v, o [B, T, HV, V]; g [B, T, HV], [B, T, HV, K] or [B, T, HV, V]; u [HV, K]; states
/// [N, HV, K, V]; sums of keys [N, HV, K]. Programs: X = slice of V, Y = value head, Z = sequence.
/// </remarks>
public static class AdditiveTemplates
{
    /// <summary>The chunked form: C tokens at a time as small matrix products.</summary>
    [KernelTemplate]
    [Where("readout != Readout.Normalized || decay == Decay.None")]
    [Where("readout != Readout.Bonus || decay == Decay.PerKey")]
    [Where("decay != Decay.PerValue || readout == Readout.After && K > 32 && BV == 64")]
    [Where("decay == Decay.PerValue || BV == K || (BV == 128 && K > 128)", Target = "cpu")]
    [Where("C == 16 || decay != Decay.PerKey && decay != Decay.PerValue && C == 32", Target = "cpu")]
    [Where("BV == 64 || (BV == 128 && K == 128 && typeof(TElem) != typeof(float))", Target = "cuda")]
    [Where("decay == Decay.PerKey || decay == Decay.PerValue ? C == 16 : C == 32", Target = "cuda")]
    public static void AdditiveChunk<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(16, 32, 48, 64, 80, 96, 112, 128)] int BV,
        [ChunkSize(16, 32)] int C,
        [Choice] Decay decay,
        [Choice] Readout readout,
        In<TElem> q,
        In<TElem> k,
        In<TElem> v,
        In<float> g,
        In<TElem> u,
        In<float> h0,
        In<float> z0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht,
        Out<float> zt,
        float scale)
        where TElem : unmanaged
    {
        int column = block.X * BV;
        int hv = block.Y;
        int n = block.Z;
        int h = hv / (v.Dim(2) / q.Dim(2));
        int hk = hv / (v.Dim(2) / k.Dim(2));
        bool varlen = !cuSeqlens.IsEmpty;
        int b = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : q.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(K, BV) : h0[n, hv, .., column..(column + BV)].Load(K, BV);
        Tile keys = readout == Readout.Normalized && !z0.IsEmpty ? z0[n, hv, ..].LoadRow(K) : Tile.Zeros(1, K);
        Tile bonus = readout == Readout.Bonus ? u[hv, ..].LoadRow(K) : Tile.Zeros(1, K);

        for (int t = start; t < end; t += C)
        {
            Tile qc = q[b, t..end, h, ..].Load(C, K);
            Tile kc = k[b, t..end, hk, ..].Load(C, K);
            Tile vc = v[b, t..end, hv, column..(column + BV)].Load(C, BV);
            Mask causal = Tile.RowIndex(C) >= Tile.ColIndex(C);
            if (decay == Decay.None)
            {
                Tile attention = Tile.Where(causal, Tile.Dot(qc, kc.T), 0);
                Tile read = scale * (Tile.Dot(qc, state) + Tile.Dot(attention, vc));
                if (readout == Readout.Normalized)
                {
                    read = read / (scale * (Tile.Sum(qc * keys, 1) + Tile.Sum(attention, 1)) + 1e-10f);
                    keys = keys + Tile.Sum(kc, 0);
                }

                o[b, t..end, hv, column..(column + BV)].Store(read);
                state = state + Tile.Dot(kc.T, vc);
            }
            else if (decay == Decay.PerHead)
            {
                Tile gc = g[b, t..end, hv].LoadColumn(C);
                Tile fromStart = Tile.Exp(Tile.CumSum(gc, 0));
                Tile between = Gates.Between(gc, C);
                Tile toEnd = between.Row(C - 1).T;
                Tile attention = Tile.Where(causal, Tile.Dot(qc, kc.T) * between, 0);
                o[b, t..end, hv, column..(column + BV)].Store(scale * (fromStart * Tile.Dot(qc, state) + Tile.Dot(attention, vc)));
                state = state * fromStart.Row(C - 1) + Tile.Dot((kc * toEnd).T, vc);
            }
            else if (decay == Decay.PerValue)
            {
                Tile gc = g[b, t..end, hv, column..(column + BV)].Load(C, BV);
                Tile sum = Tile.CumSum(gc, 0);
                Tile last = Tile.Sum(gc, 0);
                // As for gates by key: both factors stay within e^±40 around the middle row.
                Tile middle = Tile.Sum(Tile.Where(Tile.RowIndex(C) <= C / 2, gc, 0), 0);
                Tile rise = Tile.Exp(sum - middle);
                Tile fall = vc / rise;
                // Read once more for the one number: what is spread over warps along V cannot be reduced along it.
                Tile again = g[b, t..end, hv, column..(column + BV)].Load(C, BV);
                Tile sums = Tile.CumSum(again, 0);
                float strongest = Tile.MaxOf(Tile.MaxOf(Tile.Abs(sums - sums.Row(C / 2)), 0), 1).Scalar;
                Tile attention = Tile.Where(causal, Tile.Dot(qc, kc.T), 0);
                Tile own = Tile.Sum(qc * kc, 1);
                if (strongest < 40)
                {
                    o[b, t..end, hv, column..(column + BV)].Store(scale * (Tile.Exp(sum) * Tile.Dot(qc, state) + rise * Tile.Dot(attention, fall)));
                    state = state * Tile.Exp(last) + Tile.Dot(kc.T, fall * Tile.Exp(last - middle));
                }
                else
                {
                    int rows = Math.Min(C, end - t);
                    for (int i = 0; i < rows; i++)
                    {
                        Tile kept = Tile.Exp(g[b, t + i, hv, column..(column + BV)].LoadRow(BV));
                        Tile vi = vc.Row(i);
                        o[b, t + i, hv, column..(column + BV)].Store(scale * (kept * Tile.Dot(qc.Row(i), state) + own.Row(i) * vi));
                        state = state * kept + Tile.Dot(kc.Row(i).T, vi);
                    }
                }
            }
            else
            {
                Tile gc = g[b, t..end, hv, ..].Load(C, K);
                Tile sum = Tile.CumSum(gc, 0);
                Tile last = sum.Row(C - 1);
                // As in the delta family: both factors of exp(sum_i − sum_j) stay within e^±40 around the middle row.
                Tile middle = sum.Row(C / 2);
                Tile apart = sum - middle;
                Tile rise = Tile.Exp(apart);
                Tile fall = kc / rise;
                Tile toEnd = fall * Tile.Exp(last - middle);
                Tile kept = Tile.Exp(last);
                float strongest = Tile.MaxOf(Tile.MaxOf(Tile.Abs(apart), 0), 1).Scalar;
                if (readout == Readout.After)
                {
                    Tile attention = Tile.Where(causal, Tile.Dot(qc * rise, fall.T), 0);
                    Tile qStart = qc * (rise * Tile.Exp(middle));
                    if (strongest < 40)
                    {
                        o[b, t..end, hv, column..(column + BV)].Store(scale * (Tile.Dot(qStart, state) + Tile.Dot(attention, vc)));
                        state = state * kept.T + Tile.Dot(toEnd.T, vc);
                    }
                    else
                    {
                        // A gate this strong has no factored form in fp32: walk the chunk token by token.
                        for (int i = 0; i < C; i++)
                        {
                            state = state * Tile.Exp(gc.Row(i)).T + Tile.Dot(kc.Row(i).T, vc.Row(i));
                            if (t + i < end && t + i < o.Dim(1))
                                o[b, t + i, hv, column..(column + BV)].Store(scale * Tile.Dot(qc.Row(i), state));
                        }
                    }
                }
                else
                {
                    // What a token reads has not been decayed by its own gate. The first row may overflow: nothing is before it to be read.
                    Tile before = sum - gc;
                    Tile qRise = qc * Tile.Exp(before - middle);
                    Tile attention = Tile.Where(Tile.RowIndex(C) > Tile.ColIndex(C), Tile.Dot(qRise, fall.T), 0);
                    Tile own = Tile.Sum(qc * bonus * kc, 1);
                    Tile qStart = qc * Tile.Exp(before);
                    if (strongest < 40)
                    {
                        o[b, t..end, hv, column..(column + BV)].Store(scale * (Tile.Dot(qStart, state) + Tile.Dot(attention, vc) + own * vc));
                        state = state * kept.T + Tile.Dot(toEnd.T, vc);
                    }
                    else
                    {
                        for (int i = 0; i < C; i++)
                        {
                            Tile vi = vc.Row(i);
                            if (t + i < end && t + i < o.Dim(1))
                                o[b, t + i, hv, column..(column + BV)].Store(scale * (Tile.Dot(qc.Row(i), state) + own.Row(i) * vi));
                            state = state * Tile.Exp(gc.Row(i)).T + Tile.Dot(kc.Row(i).T, vi);
                        }
                    }
                }
            }
        }

        if (!ht.IsEmpty)
            ht[n, hv, .., column..(column + BV)].Store(state);
        if (readout == Readout.Normalized && !zt.IsEmpty && block.X == 0)
            zt[n, hv, ..].Store(keys);
    }

    /// <summary>The recurrent form, one token at a time: decoding and short sequences.</summary>
    [KernelTemplate]
    [Where("readout != Readout.Normalized || decay == Decay.None")]
    [Where("readout != Readout.Bonus || decay == Decay.PerKey")]
    [Where("decay != Decay.PerValue || readout == Readout.After && K > 32 && BV == 64")]
    [Where("BV == (K == 32 ? 32 : 64)")]
    public static void AdditiveRecurrent<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(32, 64)] int BV,
        [Choice] Decay decay,
        [Choice] Readout readout,
        In<TElem> q,
        In<TElem> k,
        In<TElem> v,
        In<float> g,
        In<TElem> u,
        In<float> h0,
        In<float> z0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht,
        Out<float> zt,
        float scale)
        where TElem : unmanaged
    {
        int column = block.X * BV;
        int hv = block.Y;
        int n = block.Z;
        int h = hv / (v.Dim(2) / q.Dim(2));
        int hk = hv / (v.Dim(2) / k.Dim(2));
        bool varlen = !cuSeqlens.IsEmpty;
        int b = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : q.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(K, BV) : h0[n, hv, .., column..(column + BV)].Load(K, BV);
        Tile keys = readout == Readout.Normalized && !z0.IsEmpty ? z0[n, hv, ..].LoadRow(K) : Tile.Zeros(1, K);
        Tile bonus = readout == Readout.Bonus ? u[hv, ..].LoadRow(K) : Tile.Zeros(1, K);

        for (int t = start; t < end; t++)
        {
            Tile qt = q[b, t, h, ..].LoadRow(K);
            Tile kt = k[b, t, hk, ..].LoadRow(K);
            Tile vt = v[b, t, hv, column..(column + BV)].LoadRow(BV);
            Tile kept = Tile.Full(1, 1, 1);
            if (decay == Decay.PerHead)
                kept = Tile.Exp(g[b, t, hv..(hv + 1)].LoadColumn(1));
            if (decay == Decay.PerKey)
                kept = Tile.Exp(g[b, t, hv, ..].LoadRow(K));
            if (decay == Decay.PerValue)
                kept = Tile.Exp(g[b, t, hv, column..(column + BV)].LoadRow(BV));

            if (readout == Readout.Bonus)
            {
                o[b, t, hv, column..(column + BV)].Store(scale * (Tile.Dot(qt, state) + Tile.Sum(qt * bonus * kt, 1) * vt));
            }
            else if (decay == Decay.PerValue)
            {
                o[b, t, hv, column..(column + BV)].Store(scale * (kept * Tile.Dot(qt, state) + Tile.Sum(qt * kt, 1) * vt));
            }
            else
            {
                // The read comes before the update, so that the state is walked once.
                Tile read = scale * (Tile.Dot(qt * kept, state) + Tile.Sum(qt * kt, 1) * vt);
                if (readout == Readout.Normalized)
                {
                    keys = keys + kt;
                    read = read / (scale * Tile.Sum(qt * keys, 1) + 1e-10f);
                }

                o[b, t, hv, column..(column + BV)].Store(read);
            }

            state = state * (decay == Decay.PerValue ? kept : kept.T) + Tile.Dot(kt.T, vt);
        }

        if (!ht.IsEmpty)
            ht[n, hv, .., column..(column + BV)].Store(state);
        if (readout == Readout.Normalized && !zt.IsEmpty && block.X == 0)
            zt[n, hv, ..].Store(keys);
    }
}
