namespace Fla;

/// <summary>A gated scan of channels: h ← e^g ⊙ h + x, o = h.</summary>
/// <remarks>
/// Qin, Yang, Zhong, "Hierarchically Gated Recurrent Neural Network for Sequence Modeling" (2023).
/// Shapes: x, g, o [B, T, D]; states and decays [N, D]. Programs: X = slice of D, Y = sequence.
/// </remarks>
public static class HgrnTemplates
{
    /// <summary>The chunked form: C tokens are loaded at a time, so that enough bytes are on their way.</summary>
    /// <remarks>
    /// Without o, for the final states alone; kept is the product of each sequence's decays. On a CPU the recurrent form is as fast, and one form
    /// gives the same bits for any number of threads.
    /// </remarks>
    [KernelTemplate]
    [Where("false", Target = "cpu")]
    public static void HgrnChunk<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [ChunkSize(32)] int C,
        [Tune(64)] int BD,
        In<TElem> x,
        In<float> g,
        In<float> h0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht,
        Out<float> kept)
        where TElem : unmanaged
    {
        int column = block.X * BD;
        int n = block.Y;
        bool varlen = !cuSeqlens.IsEmpty;
        int b = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : x.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(1, BD) : h0[n, column..(column + BD)].LoadRow(BD);
        Tile gates = Tile.Zeros(1, BD);
        for (int t = start; t < end; t += C)
        {
            Tile xc = x[b, t..end, column..(column + BD)].Load(C, BD);
            Tile gc = g[b, t..end, column..(column + BD)].Load(C, BD);
            Tile decay = Tile.Exp(gc);
            // The first row takes the state along; behind the last token nothing changes.
            Tile first = Tile.Where(Tile.RowIndex(C) == 0, xc + decay * state, xc);
            Tile h = Tile.Scan(first, decay);
            o[b, t..end, column..(column + BD)].Store(h);
            state = Tile.Sum(Tile.Where(Tile.RowIndex(C) == C - 1, h, 0), 0);
            if (!kept.IsEmpty)
                gates = gates + Tile.Sum(gc, 0);
        }

        if (!ht.IsEmpty)
            ht[n, column..(column + BD)].Store(state);
        if (!kept.IsEmpty)
            kept[n, column..(column + BD)].Store(Tile.Exp(gates));
    }

    /// <summary>The recurrent form, one token at a time: decoding and short sequences.</summary>
    [KernelTemplate]
    public static void HgrnRecurrent<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [Tune(128)] int BD,
        In<TElem> x,
        In<float> g,
        In<float> h0,
        In<long> cuSeqlens,
        Out<TElem> o,
        Out<float> ht)
        where TElem : unmanaged
    {
        int column = block.X * BD;
        int n = block.Y;
        bool varlen = !cuSeqlens.IsEmpty;
        int b = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : x.Dim(1);

        Tile state = h0.IsEmpty ? Tile.Zeros(1, BD) : h0[n, column..(column + BD)].LoadRow(BD);
        for (int t = start; t < end; t++)
        {
            Tile kept = Tile.Exp(g[b, t, column..(column + BD)].LoadRow(BD));
            state = state * kept + x[b, t, column..(column + BD)].LoadRow(BD);
            o[b, t, column..(column + BD)].Store(state);
        }

        if (!ht.IsEmpty)
            ht[n, column..(column + BD)].Store(state);
    }

    /// <summary>The state at the start of each segment of the sequences, and at the end of each sequence.</summary>
    /// <remarks>
    /// kept, added and starts [S, D]: what a segment keeps of the state before it, and what it adds. Sequences have as many segments each, or those
    /// from firsts [N + 1]. On CPUs nothing is cut.
    /// </remarks>
    [KernelTemplate]
    [Where("false", Target = "cpu")]
    public static void HgrnCarry(
        Block block,
        [Tune(64)] int BD,
        In<float> kept,
        In<float> added,
        In<float> h0,
        In<long> firsts,
        int segments,
        Out<float> starts,
        Out<float> ht)
    {
        int column = block.X * BD;
        int n = block.Y;
        bool packed = !firsts.IsEmpty;
        int first = packed ? (int)firsts.Read(n) : n * segments;
        int end = packed ? (int)firsts.Read(n + 1) : first + segments;

        Tile state = h0.IsEmpty ? Tile.Zeros(1, BD) : h0[n, column..(column + BD)].LoadRow(BD);
        for (int s = first; s < end; s++)
        {
            starts[s, column..(column + BD)].Store(state);
            state = state * kept[s, column..(column + BD)].LoadRow(BD) + added[s, column..(column + BD)].LoadRow(BD);
        }

        if (!ht.IsEmpty)
            ht[n, column..(column + BD)].Store(state);
    }
}
