namespace Fla;

/// <summary>
/// The delta and low-rank families token by token in double, written from their recurrences alone and independent of the kernel templates:
/// S ← (I − β k kᵀ) D S + β k vᵀ or S ← (D + b aᵀ) S + k vᵀ, o = scale · qᵀ S.
/// </summary>
public static class DeltaOracle
{
    /// <summary>Output and final states for dense row-major inputs.</summary>
    /// <param name="shape">B, T, H, HV, K, V.</param>
    /// <param name="q">[B, T, H, K].</param>
    /// <param name="k">[B, T, H, K].</param>
    /// <param name="v">[B, T, HV, V].</param>
    /// <param name="g">Natural logarithm of the decay: [B, T, HV], [B, T, HV, K], or empty for D = 1.</param>
    /// <param name="beta">[B, T, HV].</param>
    /// <param name="initialState">[N, HV, K, V], or empty for zeros.</param>
    /// <param name="cuSeqlens">[N + 1] boundaries of packed sequences (B = 1), or empty: N = B.</param>
    /// <param name="scale">Factor on o.</param>
    /// <param name="normalize">Divides each row x of q and k by √(Σx² + 10⁻⁶) first.</param>
    /// <returns>O [B, T, HV, V] and the final state [N, HV, K, V].</returns>
    /// <exception cref="IndexOutOfRangeException">A tensor is shorter than its shape.</exception>
    public static (double[] O, double[] FinalState) Forward(
        OpShape shape,
        ReadOnlySpan<float> q,
        ReadOnlySpan<float> k,
        ReadOnlySpan<float> v,
        ReadOnlySpan<float> g,
        ReadOnlySpan<float> beta,
        ReadOnlySpan<float> initialState,
        ReadOnlySpan<long> cuSeqlens,
        double scale,
        bool normalize) =>
        Forward(new()
        {
            Shape = shape,
            Q = q,
            K = k,
            V = v,
            G = g,
            Beta = beta,
            InitialState = initialState,
            CuSeqlens = cuSeqlens,
            Scale = scale,
            Normalize = normalize,
        });

    /// <summary>Dense row-major inputs; those that an op has not are empty.</summary>
    internal readonly ref struct Inputs
    {
        public required OpShape Shape { get; init; }

        /// <summary>[B, T, H, K].</summary>
        public required ReadOnlySpan<float> Q { get; init; }

        /// <summary>[B, T, H or HV, K].</summary>
        public required ReadOnlySpan<float> K { get; init; }

        /// <summary>[B, T, HV, V].</summary>
        public required ReadOnlySpan<float> V { get; init; }

        /// <summary>Natural logarithm of the decay: [B, T, HV], [B, T, HV, K], or empty for D = 1.</summary>
        public ReadOnlySpan<float> G { get; init; }

        /// <summary>[B, T, HV].</summary>
        public ReadOnlySpan<float> Beta { get; init; }

        /// <summary>What reads in k's place, with k's shape.</summary>
        public ReadOnlySpan<float> A { get; init; }

        /// <summary>With k's shape where <see cref="IsLowRank"/>: where that goes that a reads. Else [B, T, HV, K]: how much of each channel of k erases.</summary>
        public ReadOnlySpan<float> B { get; init; }

        /// <summary>[B, T, HV, V]: how much of each channel of v is written.</summary>
        public ReadOnlySpan<float> W { get; init; }

        /// <summary>[N, HV, K, V] or empty for zeros.</summary>
        public ReadOnlySpan<float> InitialState { get; init; }

        /// <summary>[N + 1] boundaries of packed sequences (B = 1), or empty: N = B.</summary>
        public ReadOnlySpan<long> CuSeqlens { get; init; }

        public required double Scale { get; init; }

        /// <summary>Whether each row x of q, k and a is divided by √(Σx² + 10⁻⁶) first.</summary>
        public bool Normalize { get; init; }

        /// <summary>Rows of k, v and beta a token, each a step; only its first decays.</summary>
        public int Steps { get; init; } = 1;

        public Inputs()
        {
        }

        /// <summary>S ← (D + b aᵀ) S + k vᵀ instead.</summary>
        public bool IsLowRank { get; init; }
    }

    /// <summary>O [B, T, HV, V] and the final state [N, HV, K, V].</summary>
    internal static (double[] O, double[] FinalState) Forward(in Inputs inputs)
    {
        (int B, int T, int H, int HV, int K, int V) = inputs.Shape;
        int sequences = inputs.CuSeqlens.IsEmpty ? B : inputs.CuSeqlens.Length - 1;
        double[] o = new double[(long)B * T * HV * V], final = new double[(long)sequences * HV * K * V];
        for (int n = 0; n < sequences; n++)
            for (int hv = 0; hv < HV; hv++)
            {
                int start = (n * HV + hv) * K * V;
                Span<double> state = final.AsSpan(start, K * V);
                for (int i = 0; i < state.Length && !inputs.InitialState.IsEmpty; i++)
                    state[i] = inputs.InitialState[start + i];
                (long first, long end) = inputs.CuSeqlens.IsEmpty ? ((long)n * T, (n + 1L) * T) : (inputs.CuSeqlens[n], inputs.CuSeqlens[n + 1]);
                for (int token = (int)first; token < end; token++)
                {
                    for (int step = 0; step < inputs.Steps; step++)
                        Step(inputs, token, step, hv, state);
                    Span<double> output = o.AsSpan((token * HV + hv) * V, V);
                    Read(Row(inputs.Q.Slice((token * H + hv / (HV / H)) * K, K), inputs.Normalize), state, output);
                    foreach (ref double x in output)
                        x *= inputs.Scale;
                }
            }

        return (o, final);
    }

    private static void Step(in Inputs inputs, int token, int step, int hv, Span<double> state)
    {
        (int B, int T, _, int HV, int K, int V) = inputs.Shape;
        int row = token * inputs.Steps + step, valueHead = row * HV + hv, gate = token * HV + hv;
        int keyHeads = inputs.K.Length / (B * T * inputs.Steps * K), key = (row * keyHeads + hv / (HV / keyHeads)) * K;
        double[] k = Row(inputs.K.Slice(key, K), inputs.Normalize);
        double[] a = inputs.A.IsEmpty ? k : Row(inputs.A.Slice(key, K), inputs.Normalize);
        int gates = inputs.G.Length / (B * T * HV);
        double[] read = new double[V];
        if (inputs.IsLowRank)
            Read(a, state, read);
        for (int i = 0; i < K && gates > 0 && step == 0; i++)
            for (int j = 0; j < V; j++)
                state[i * V + j] *= Math.Exp(inputs.G[gate * gates + (gates == 1 ? 0 : i)]);
        if (inputs.IsLowRank)
        {
            for (int i = 0; i < K; i++)
                for (int j = 0; j < V; j++)
                    state[i * V + j] += inputs.B[key + i] * read[j] + k[i] * inputs.V[valueHead * V + j];
        }
        else
        {
            double[] erased = [.. a];
            for (int i = 0; i < K && !inputs.B.IsEmpty; i++)
                erased[i] *= inputs.B[valueHead * K + i];
            Read(erased, state, read);
            for (int j = 0; j < V; j++)
            {
                double written = (inputs.W.IsEmpty ? 1 : inputs.W[valueHead * V + j]) * inputs.V[valueHead * V + j];
                double change = (inputs.Beta.IsEmpty ? 1 : inputs.Beta[valueHead]) * (written - read[j]);
                for (int i = 0; i < K; i++)
                    state[i * V + j] += k[i] * change;
            }
        }
    }

    /// <summary>rowᵀ S.</summary>
    private static void Read(double[] row, ReadOnlySpan<double> state, Span<double> values)
    {
        values.Clear();
        for (int i = 0; i < row.Length; i++)
            for (int j = 0; j < values.Length; j++)
                values[j] += row[i] * state[i * values.Length + j];
    }

    private static double[] Row(ReadOnlySpan<float> source, bool normalize)
    {
        double squares = 0;
        foreach (double x in source)
            squares += x * x;
        double length = normalize ? Math.Sqrt(squares + 1e-6) : 1;
        double[] row = new double[source.Length];
        for (int i = 0; i < row.Length; i++)
            row[i] = source[i] / length;
        return row;
    }
}
