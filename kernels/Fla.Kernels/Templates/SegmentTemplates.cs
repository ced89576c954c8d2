namespace Fla;

/// <summary>
/// What joins the segments of a sequence that was cut. The delta family is linear in (state, v): a segment that ran from a zero state gave
/// o₀ and the state A; run from the identity with v = 0 it gave its reach R = scale · q̃ᵀ and its transition M. From the state S at its start
/// follow M S + A at its end, and o = o₀ + R S.
/// </summary>
/// <remarks>
/// Shapes: transitions [N, HV, K, K], their parts [N, HV, 2, K, K]; added, starts [N, HV, K, V]; reach [1, T, HV, K]; bounds [N + 1], with N
/// segments. Programs: X = slice, Y = value head, Z = segment or sequence. On CPUs nothing is cut.
/// </remarks>
public static class SegmentTemplates
{
    /// <summary>Transitions as sums of two numbers that tensor cores take: the rounding, and what it lost.</summary>
    [KernelTemplate]
    [Where("false", Target = "cpu")]
    public static void SegmentRound<[Element(typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [Tune(64)] int BC,
        [Tune(32)] int BR,
        In<float> transitions,
        Out<TElem> parts)
        where TElem : unmanaged
    {
        int column = block.X * BC;
        for (int r = 0; r < transitions.Dim(2); r += BR)
        {
            Tile m = transitions[block.Z, block.Y, r..(r + BR), column..(column + BC)].Load(BR, BC);
            parts[block.Z, block.Y, 0, r..(r + BR), column..(column + BC)].Store(m);
            parts[block.Z, block.Y, 1, r..(r + BR), column..(column + BC)].Store(m - m.To<TElem>());
        }
    }

    /// <summary>The state at the start of each segment, and at the end of each sequence.</summary>
    /// <remarks>Sequences have as many segments each, or those from firsts [sequences + 1].</remarks>
    [KernelTemplate]
    [Where("false", Target = "cpu")]
    [Where("BV == (K <= 128 ? 32 : 64)", Target = "cuda")]
    public static void SegmentScan<[Element(typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(32, 64)] int BV,
        In<TElem> parts,
        In<float> added,
        In<float> h0,
        In<long> firsts,
        int segments,
        Out<float> starts,
        Out<float> ht)
        where TElem : unmanaged
    {
        int column = block.X * BV;
        int hv = block.Y;
        int n = block.Z;
        bool packed = !firsts.IsEmpty;
        int first = packed ? (int)firsts.Read(n) : n * segments;
        int end = packed ? (int)firsts.Read(n + 1) : first + segments;

        Tile state = h0.IsEmpty ? Tile.Zeros(K, BV) : h0[n, hv, .., column..(column + BV)].Load(K, BV);
        for (int s = first; s < end; s++)
        {
            // Loaded first: it arrives while the state is stored.
            Tile next = added[s, hv, .., column..(column + BV)].Load(K, BV);
            starts[s, hv, .., column..(column + BV)].Store(state);
            Tile high = state.To<TElem>();
            Tile low = state - high;
            if (K <= 128)
            {
                Tile m = parts[s, hv, 0, .., ..].Load(K, K);
                Tile rest = parts[s, hv, 1, .., ..].Load(K, K);
                next = next + Tile.Dot(m, high);
                next = next + Tile.Dot(m, low);
                next = next + Tile.Dot(rest, high);
            }
            else
            {
                // There is room for one part, and none to load ahead: that is why the loop runs down.
                for (int part = 1; part >= 0; part--)
                {
                    Tile m = parts[s, hv, part, .., ..].Load(K, K);
                    next = next + Tile.Dot(m, high);
                    if (part == 0)
                        next = next + Tile.Dot(m, low);
                }
            }

            state = next;
        }

        if (!ht.IsEmpty)
            ht[n, hv, .., column..(column + BV)].Store(state);
    }

    /// <summary>Adds to the outputs of each segment what its start state gives. The two tensors of outputs are the same memory.</summary>
    [KernelTemplate]
    [Where("false", Target = "cpu")]
    [Where("BV == (K == 128 ? 128 : 64)", Target = "cuda")]
    public static void SegmentApply<[Element(typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(64, 128)] int BV,
        [Tune(64)] int BT,
        In<TElem> reach,
        In<float> starts,
        In<long> bounds,
        In<TElem> local,
        Out<TElem> o)
        where TElem : unmanaged
    {
        int column = block.X * BV;
        int hv = block.Y;
        int s = block.Z;
        int end = (int)bounds.Read(s + 1);

        Tile state = starts[s, hv, .., column..(column + BV)].Load(K, BV);
        for (int t = (int)bounds.Read(s); t < end; t += BT)
        {
            Tile r = reach[0, t..end, hv, ..].Load(BT, K);
            Tile own = local[0, t..end, hv, column..(column + BV)].Load(BT, BV);
            o[0, t..end, hv, column..(column + BV)].Store(own + Tile.Dot(r, state));
        }
    }
}
