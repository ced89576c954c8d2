namespace Fla;

/// <summary>
/// What joins the segments of a sequence whose recurrence decays channel by channel: a segment that ran from a zero state, for nobody but its
/// final state A, and the product d of its decays give the state at the start of the next one, d S + A. Then all segments run at once.
/// </summary>
/// <remarks>
/// Shapes: g [1, T, HV] or [1, T, HV, K]; bounds [S + 1]; kept [S, HV, K]; added, starts [S, HV, K, V]; h0, ht [N, HV, K, V]. Programs: X = slice,
/// Y = value head, Z = segment or sequence. On CPUs nothing is cut.
/// </remarks>
public static class CarryTemplates
{
    /// <summary>The product of each segment's decays.</summary>
    [KernelTemplate]
    [Where("false", Target = "cpu")]
    [Where("decay == Decay.PerHead || decay == Decay.PerKey")]
    public static void SegmentKept(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(64)] int BT,
        [Choice] Decay decay,
        In<float> g,
        In<long> bounds,
        Out<float> kept)
    {
        int hv = block.Y;
        int s = block.Z;
        int end = (int)bounds.Read(s + 1);
        Tile sum = Tile.Zeros(1, K);
        for (int t = (int)bounds.Read(s); t < end; t += BT)
        {
            if (decay == Decay.PerHead)
                sum = sum + Tile.Sum(g[0, t..end, hv].LoadColumn(BT), 0);
            else
                sum = sum + Tile.Sum(g[0, t..end, hv, ..].Load(BT, K), 0);
        }

        kept[s, hv, ..].Store(Tile.Exp(sum));
    }

    /// <summary>The state at the start of each segment, and at the end of each sequence.</summary>
    /// <remarks>Sequences have as many segments each, or those from firsts [sequences + 1]. Without kept, nothing is forgotten.</remarks>
    [KernelTemplate]
    [Where("false", Target = "cpu")]
    public static void SegmentCarry(
        Block block,
        [HeadDim(32, 64, 128, 256)] int K,
        [Tune(32)] int BV,
        In<float> kept,
        In<float> added,
        In<float> h0,
        In<long> firsts,
        int segments,
        Out<float> starts,
        Out<float> ht)
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
            Tile next = added[s, hv, .., column..(column + BV)].Load(K, BV);
            Tile factor = kept.IsEmpty ? Tile.Full(1, K, 1) : kept[s, hv, ..].LoadRow(K);
            starts[s, hv, .., column..(column + BV)].Store(state);
            state = state * factor.T + next;
        }

        if (!ht.IsEmpty)
            ht[n, hv, .., column..(column + BV)].Store(state);
    }
}
