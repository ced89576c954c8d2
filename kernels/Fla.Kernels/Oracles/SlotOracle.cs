namespace Fla;

/// <summary>
/// Gated slot attention token by token in double, written from its recurrence alone and independent of the kernel templates:
/// Sᴷ ← Sᴷ diag(e^g) + k sᵀ, p = softmax(scale · qᵀ Sᴷ), Sⱽ ← diag(e^g) Sⱽ + s vᵀ, o = pᵀ Sⱽ.
/// </summary>
internal static class SlotOracle
{
    /// <summary>Dense row-major inputs; those that are absent are empty.</summary>
    internal readonly ref struct Inputs
    {
        /// <summary>With the slots as M.</summary>
        public required OpShape Shape { get; init; }

        /// <summary>[B, T, H, K].</summary>
        public required ReadOnlySpan<float> Q { get; init; }

        /// <summary>[B, T, H, K] or [B, T, HV, K].</summary>
        public required ReadOnlySpan<float> K { get; init; }

        /// <summary>[B, T, HV, V].</summary>
        public required ReadOnlySpan<float> V { get; init; }

        /// <summary>[B, T, HV, M].</summary>
        public required ReadOnlySpan<float> S { get; init; }

        /// <summary>[B, T, HV, M]: natural logarithm of the decay.</summary>
        public required ReadOnlySpan<float> G { get; init; }

        /// <summary>[N, HV, K, M] or empty for zeros.</summary>
        public ReadOnlySpan<float> Keys { get; init; }

        /// <summary>[N, HV, M, V] or empty for zeros.</summary>
        public ReadOnlySpan<float> Values { get; init; }

        /// <summary>[N + 1] boundaries of packed sequences (B = 1), or empty: N = B.</summary>
        public ReadOnlySpan<long> CuSeqlens { get; init; }

        public required double Scale { get; init; }
    }

    /// <summary>O [B, T, HV, V], the slots' keys [N, HV, K, M] and values [N, HV, M, V] after the last token.</summary>
    public static (double[] O, double[] Keys, double[] Values) Forward(in Inputs inputs)
    {
        (int B, int T, int H, int HV, int K, int V) = inputs.Shape;
        int M = inputs.Shape.M, sequences = inputs.CuSeqlens.IsEmpty ? B : inputs.CuSeqlens.Length - 1;
        int keyHeads = B * T == 0 ? 1 : Math.Max(1, inputs.K.Length / (B * T * K));
        double[] o = new double[(long)B * T * HV * V], keys = new double[(long)sequences * HV * K * M], values = new double[(long)sequences * HV * M * V];
        inputs.Keys.ToArray().CopyTo(keys, 0);
        inputs.Values.ToArray().CopyTo(values, 0);
        double[] p = new double[M];
        for (int n = 0; n < sequences; n++)
        {
            (long first, long end) = inputs.CuSeqlens.IsEmpty ? ((long)n * T, (n + 1L) * T) : (inputs.CuSeqlens[n], inputs.CuSeqlens[n + 1]);
            for (int hv = 0; hv < HV; hv++)
            {
                Span<double> keyState = keys.AsSpan(((n * HV) + hv) * K * M, K * M), valueState = values.AsSpan(((n * HV) + hv) * M * V, M * V);
                for (int token = (int)first; token < end; token++)
                {
                    int row = (token * HV) + hv;
                    ReadOnlySpan<float> q = inputs.Q.Slice((token * H + (hv / (HV / H))) * K, K), k = inputs.K.Slice((token * keyHeads + (hv / (HV / keyHeads))) * K, K);
                    ReadOnlySpan<float> s = inputs.S.Slice(row * M, M), g = inputs.G.Slice(row * M, M), v = inputs.V.Slice(row * V, V);
                    for (int m = 0; m < M; m++)
                    {
                        double kept = Math.Exp(g[m]), score = 0;
                        for (int i = 0; i < K; i++)
                        {
                            ref double key = ref keyState[(i * M) + m];
                            key = (kept * key) + ((double)k[i] * s[m]);
                            score += q[i] * key;
                        }

                        p[m] = inputs.Scale * score;
                        for (int j = 0; j < V; j++)
                        {
                            ref double value = ref valueState[(m * V) + j];
                            value = (kept * value) + ((double)s[m] * v[j]);
                        }
                    }

                    Softmax(p);
                    for (int m = 0; m < M; m++)
                    {
                        for (int j = 0; j < V; j++)
                            o[(row * V) + j] += p[m] * valueState[(m * V) + j];
                    }
                }
            }
        }

        return (o, keys, values);
    }

    private static void Softmax(Span<double> x)
    {
        double most = double.NegativeInfinity, sum = 0;
        foreach (double value in x)
            most = Math.Max(most, value);
        foreach (ref double value in x)
            sum += value = Math.Exp(value - most);
        foreach (ref double value in x)
            value /= sum;
    }
}
