namespace Fla;

/// <summary>
/// The delta family token by token in double, written from its recurrence alone and independent of the kernel templates:
/// S ← (I − β k kᵀ) D S + β k vᵀ, o = scale · qᵀ S.
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
        bool normalize)
    {
        (int B, int T, int H, int HV, int K, int V) = shape;
        int sequences = cuSeqlens.IsEmpty ? B : cuSeqlens.Length - 1;
        int gates = g.IsEmpty ? 0 : g.Length / (B * T * HV);
        double[] o = new double[(long)B * T * HV * V];
        double[] final = new double[(long)sequences * HV * K * V];
        double[] qt = new double[K], kt = new double[K];

        for (int n = 0; n < sequences; n++)
            for (int hv = 0; hv < HV; hv++)
            {
                int stateStart = (n * HV + hv) * K * V;
                Span<double> state = final.AsSpan(stateStart, K * V);
                for (int i = 0; i < state.Length && !initialState.IsEmpty; i++)
                    state[i] = initialState[stateStart + i];

                (long first, long end) = cuSeqlens.IsEmpty ? ((long)n * T, (n + 1L) * T) : (cuSeqlens[n], cuSeqlens[n + 1]);
                for (int token = (int)first; token < end; token++)
                {
                    int head = token * H + hv / (HV / H), valueHead = token * HV + hv;
                    Row(q.Slice(head * K, K), normalize, qt);
                    Row(k.Slice(head * K, K), normalize, kt);

                    for (int i = 0; i < K && gates > 0; i++)
                        for (int j = 0; j < V; j++)
                            state[i * V + j] *= Math.Exp(g[valueHead * gates + (gates == 1 ? 0 : i)]);

                    for (int j = 0; j < V; j++)
                    {
                        double read = 0, output = 0;
                        for (int i = 0; i < K; i++)
                            read += kt[i] * state[i * V + j];
                        double change = beta[valueHead] * (v[valueHead * V + j] - read);
                        for (int i = 0; i < K; i++)
                        {
                            state[i * V + j] += kt[i] * change;
                            output += qt[i] * state[i * V + j];
                        }
                        o[valueHead * V + j] = scale * output;
                    }
                }
            }
        return (o, final);
    }

    private static void Row(ReadOnlySpan<float> source, bool normalize, double[] row)
    {
        double squares = 0;
        foreach (double x in source)
            squares += x * x;
        double length = normalize ? Math.Sqrt(squares + 1e-6) : 1;
        for (int i = 0; i < row.Length; i++)
            row[i] = source[i] / length;
    }
}
