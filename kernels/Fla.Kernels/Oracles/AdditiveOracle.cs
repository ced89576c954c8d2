namespace Fla;

/// <summary>
/// The additive family token by token in double, written from its recurrence alone and independent of the kernel templates:
/// S ← D S + k vᵀ, or S ← S D + k vᵀ; o = scale · qᵀ S.
/// </summary>
internal static class AdditiveOracle
{
    /// <summary>Dense row-major inputs; those that an op has not are empty.</summary>
    internal readonly ref struct Inputs
    {
        public required OpShape Shape { get; init; }

        /// <summary>[B, T, H, K].</summary>
        public required ReadOnlySpan<float> Q { get; init; }

        /// <summary>[B, T, H, K] or [B, T, HV, K].</summary>
        public required ReadOnlySpan<float> K { get; init; }

        /// <summary>[B, T, HV, V].</summary>
        public required ReadOnlySpan<float> V { get; init; }

        /// <summary>Natural logarithm of the decay: [HV], [B, T, HV], [B, T, HV, K] or, with <see cref="DecaysByValue"/>, [B, T, HV, V]; empty for D = 1.</summary>
        public ReadOnlySpan<float> G { get; init; }

        /// <summary>Whether each value channel has a decay.</summary>
        public bool DecaysByValue { get; init; }

        /// <summary>[HV, K]: with it a token reads before its update, and its own pair of key and value weighted by it.</summary>
        public ReadOnlySpan<float> U { get; init; }

        /// <summary>[N, HV, K, V] or empty for zeros.</summary>
        public ReadOnlySpan<float> InitialState { get; init; }

        /// <summary>[N, HV, K] or empty for zeros.</summary>
        public ReadOnlySpan<float> InitialKeySums { get; init; }

        /// <summary>[N + 1] boundaries of packed sequences (B = 1), or empty: N = B.</summary>
        public ReadOnlySpan<long> CuSeqlens { get; init; }

        public required double Scale { get; init; }

        /// <summary>Whether outputs are divided by scale · qᵀ z + 10⁻¹⁰.</summary>
        public bool Normalize { get; init; }
    }

    /// <summary>O [B, T, HV, V], the final state [N, HV, K, V] and the final sums of keys [N, HV, K].</summary>
    public static (double[] O, double[] FinalState, double[] FinalKeySums) Forward(in Inputs inputs)
    {
        (int B, int T, int H, int HV, int K, int V) = inputs.Shape;
        int sequences = inputs.CuSeqlens.IsEmpty ? B : inputs.CuSeqlens.Length - 1;
        int keyHeads = B * T * K == 0 ? 1 : Math.Max(1, inputs.K.Length / (B * T * K));
        double[] o = new double[(long)B * T * HV * V], final = new double[(long)sequences * HV * K * V], sums = new double[(long)sequences * HV * K];

        for (int n = 0; n < sequences; n++)
            for (int hv = 0; hv < HV; hv++)
            {
                int walk = (n * HV) + hv;
                Span<double> state = final.AsSpan(walk * K * V, K * V), z = sums.AsSpan(walk * K, K);
                Start(inputs.InitialState, state, walk);
                Start(inputs.InitialKeySums, z, walk);
                (long first, long end) = inputs.CuSeqlens.IsEmpty ? ((long)n * T, (n + 1L) * T) : (inputs.CuSeqlens[n], inputs.CuSeqlens[n + 1]);
                for (int token = (int)first; token < end; token++)
                    Token(inputs, token, hv, keyHeads, state, z, o.AsSpan((token * HV + hv) * V, V));
            }

        return (o, final, sums);
    }

    private static void Token(in Inputs inputs, int token, int hv, int keyHeads, Span<double> state, Span<double> z, Span<double> o)
    {
        (int B, int T, int H, int HV, int K, int V) = inputs.Shape;
        ReadOnlySpan<float> q = inputs.Q.Slice((token * H + (hv / (HV / H))) * K, K), k = inputs.K.Slice((token * keyHeads + (hv / (HV / keyHeads))) * K, K);
        ReadOnlySpan<float> v = inputs.V.Slice((token * HV + hv) * V, V);
        bool before = !inputs.U.IsEmpty;
        if (before)
            Read(inputs, q, k, v, hv, state, o);
        int perToken = inputs.G.Length == HV ? 0 : inputs.G.Length / Math.Max(1, B * T);
        for (int i = 0; i < K; i++)
        {
            double kept = inputs.G.IsEmpty || inputs.DecaysByValue ? 1 : Math.Exp(inputs.G[(token * perToken) + (perToken > HV ? (hv * K) + i : hv)]);
            for (int j = 0; j < V; j++)
                state[(i * V) + j] = ((inputs.DecaysByValue ? Math.Exp(inputs.G[(token * perToken) + (hv * V) + j]) : kept) * state[(i * V) + j]) + ((double)k[i] * v[j]);
            z[i] += k[i];
        }

        if (!before)
            Read(inputs, q, k, v, hv, state, o);
        if (!inputs.Normalize)
            return;
        double weight = 1e-10;
        for (int i = 0; i < K; i++)
            weight += inputs.Scale * q[i] * z[i];
        foreach (ref double x in o)
            x /= weight;
    }

    private static void Read(in Inputs inputs, ReadOnlySpan<float> q, ReadOnlySpan<float> k, ReadOnlySpan<float> v, int hv, ReadOnlySpan<double> state, Span<double> o)
    {
        for (int j = 0; j < v.Length; j++)
        {
            double output = 0;
            for (int i = 0; i < q.Length; i++)
                output += q[i] * (state[(i * v.Length) + j] + (inputs.U.IsEmpty ? 0 : (double)inputs.U[(hv * q.Length) + i] * k[i] * v[j]));
            o[j] = inputs.Scale * output;
        }
    }

    private static void Start(ReadOnlySpan<float> given, Span<double> values, int walk)
    {
        for (int i = 0; i < values.Length && !given.IsEmpty; i++)
            values[i] = given[(walk * values.Length) + i];
    }
}
