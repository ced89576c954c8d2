namespace Fla;

/// <summary>A short causal convolution of each channel with its own weights.</summary>
/// <remarks>
/// Shapes: x, y [B, T, D]; weight [D, W] with W from 1 to 4, the newest input's last; bias [D]; h0, ht [N, D, W]: the last W inputs, the newest
/// last. Programs: X = slice of D, Y = slice of a sequence's tokens, Z = sequence. h0 and ht may be the same memory.
/// </remarks>
public static class ConvolutionTemplates
{
    /// <summary>y_t = act(bias + Σ weight_j ⊙ x_(t − W + 1 + j)).</summary>
    [KernelTemplate]
    public static void ShortConvolution<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block,
        [Tune(32)] int BT,
        [Tune(64)] int BD,
        In<TElem> x,
        In<TElem> weight,
        In<TElem> bias,
        In<float> h0,
        In<long> cuSeqlens,
        Out<TElem> y,
        Out<float> ht,
        bool silu)
        where TElem : unmanaged
    {
        int column = block.X * BD;
        int n = block.Z;
        bool varlen = !cuSeqlens.IsEmpty;
        int b = varlen ? 0 : n;
        int start = varlen ? (int)cuSeqlens.Read(n) : 0;
        int end = varlen ? (int)cuSeqlens.Read(n + 1) : x.Dim(1);
        int t = start + block.Y * BT;
        int width = weight.Dim(1);

        // By age: w0 is the weight of the token's own input.
        Tile w0 = weight[column..(column + BD), width - 1].LoadRow(BD);
        Tile w1 = width > 1 ? weight[column..(column + BD), width - 2].LoadRow(BD) : Tile.Zeros(1, BD);
        Tile w2 = width > 2 ? weight[column..(column + BD), width - 3].LoadRow(BD) : Tile.Zeros(1, BD);
        Tile w3 = width > 3 ? weight[column..(column + BD), width - 4].LoadRow(BD) : Tile.Zeros(1, BD);
        Tile offset = bias.IsEmpty ? Tile.Zeros(1, BD) : bias[column..(column + BD)].LoadRow(BD);

        if (t > start && t < end)
        {
            Tile sum = offset + w0 * x[b, t..end, column..(column + BD)].Load(BT, BD);
            if (width > 1)
                sum = sum + w1 * x[b, (t - 1)..(end - 1), column..(column + BD)].Load(BT, BD);
            if (width > 2)
                sum = sum + w2 * x[b, (t - 2)..(end - 2), column..(column + BD)].Load(BT, BD);
            if (width > 3)
                sum = sum + w3 * x[b, (t - 3)..(end - 3), column..(column + BD)].Load(BT, BD);
            y[b, t..end, column..(column + BD)].Store(silu ? sum * Tile.Sigmoid(sum) : sum);
        }
        else if (t == start)
        {
            // What came before the first token is in the state: walk, with the last inputs by age.
            int length = end - start;
            bool given = !h0.IsEmpty;
            Tile x1 = given && width > 1 ? h0[n, column..(column + BD), width - 1].LoadRow(BD) : Tile.Zeros(1, BD);
            Tile x2 = given && width > 2 ? h0[n, column..(column + BD), width - 2].LoadRow(BD) : Tile.Zeros(1, BD);
            Tile x3 = given && width > 3 ? h0[n, column..(column + BD), width - 3].LoadRow(BD) : Tile.Zeros(1, BD);

            // The state afterwards, of which h0 may be the memory: all of it is read before any is written.
            Tile last1 = Tile.Zeros(1, BD);
            Tile last2 = Tile.Zeros(1, BD);
            Tile last3 = Tile.Zeros(1, BD);
            Tile last4 = Tile.Zeros(1, BD);
            if (!ht.IsEmpty)
            {
                if (length >= 1)
                    last1 = x[b, end - 1, column..(column + BD)].LoadRow(BD);
                else if (given)
                    last1 = h0[n, column..(column + BD), width - 1].LoadRow(BD);
                if (length >= 2)
                    last2 = x[b, end - 2, column..(column + BD)].LoadRow(BD);
                else if (given && width > 1)
                    last2 = h0[n, column..(column + BD), width - 2 + length].LoadRow(BD);
                if (length >= 3)
                    last3 = x[b, end - 3, column..(column + BD)].LoadRow(BD);
                else if (given && width > 2)
                    last3 = h0[n, column..(column + BD), width - 3 + length].LoadRow(BD);
                if (length >= 4)
                    last4 = x[b, end - 4, column..(column + BD)].LoadRow(BD);
                else if (given && width > 3)
                    last4 = h0[n, column..(column + BD), width - 4 + length].LoadRow(BD);
            }

            int until = Math.Min(end, start + BT);
            for (int i = start; i < until; i++)
            {
                Tile x0 = x[b, i, column..(column + BD)].LoadRow(BD);
                Tile sum = offset + w0 * x0 + w1 * x1 + w2 * x2 + w3 * x3;
                y[b, i, column..(column + BD)].Store(silu ? sum * Tile.Sigmoid(sum) : sum);
                // What is older than the weights reach has no effect, even NaN.
                if (width > 3)
                    x3 = x2;
                if (width > 2)
                    x2 = x1;
                if (width > 1)
                    x1 = x0;
            }

            if (!ht.IsEmpty)
            {
                ht[n, column..(column + BD), width - 1].Store(last1);
                if (width > 1)
                    ht[n, column..(column + BD), width - 2].Store(last2);
                if (width > 2)
                    ht[n, column..(column + BD), width - 3].Store(last3);
                if (width > 3)
                    ht[n, column..(column + BD), width - 4].Store(last4);
            }
        }
    }
}
