using System.Numerics.Tensors;

namespace Fla;

/// <summary>The gated delta product: S ← e^g S, then R steps S ← (I − β k kᵀ) S + β k vᵀ a token, o = scale · qᵀ S, one gate a head.</summary>
/// <remarks>
/// Siems et al., "DeltaProduct: Improving State-Tracking in Linear RNNs via Householder Products", 2025. Two to four steps have kernels of their own
/// for many tokens; any number runs.
/// Thread-safe; the same bits for any number of threads. State and accumulation are float32.
/// Every axis but the last may have any stride. All arguments are checked before anything is written.
/// </remarks>
public static partial class GatedDeltaProduct
{
    /// <summary>Computes o, and the final state if asked, into new tensors.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="q">[B, T, H, K]: queries, 1 ≤ K ≤ 256.</param>
    /// <param name="k">[B, R T, H, K]: keys, those of a token behind each other.</param>
    /// <param name="v">[B, R T, HV, V]: values, HV a multiple of H.</param>
    /// <param name="g">[B, T, HV]: log-space decay of the state, at most 0 for one that forgets.</param>
    /// <param name="beta">[B, R T, HV]: step sizes in (0, 1), or (0, 2) for reflections.</param>
    /// <param name="numHouseholder">R: steps a token, at least 1.</param>
    /// <param name="scale">Factor on o; K^-0.5 by default.</param>
    /// <param name="initialState">[N, HV, K, V]: the state before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="outputFinalState">Whether to return the state after the last token.</param>
    /// <param name="useQkL2NormInKernel">Divides each row x of q and k by √(Σx² + 10⁻⁶) first.</param>
    /// <param name="cuSeqlens">[N + 1]: boundaries of N sequences packed along T (B = 1), from 0 to T, never decreasing; none by default.</param>
    /// <param name="options">Where and how to run.</param>
    /// <returns>O [B, T, HV, V] and, if asked, the final state [N, HV, K, V].</returns>
    /// <exception cref="ArgumentException">An argument breaks the contract; the message has the expected and the given shape.</exception>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    [Op]
    public static partial (Tensor<T> O, Tensor<float>? FinalState) Forward<T>(
        in ReadOnlyTensorSpan<T> q,
        in ReadOnlyTensorSpan<T> k,
        in ReadOnlyTensorSpan<T> v,
        in ReadOnlyTensorSpan<float> g,
        in ReadOnlyTensorSpan<T> beta,
        int numHouseholder,
        float? scale = null,
        in ReadOnlyTensorSpan<float> initialState = default,
        bool outputFinalState = false,
        bool useQkL2NormInKernel = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged;
}
