using System.Numerics.Tensors;

namespace Fla;

/// <summary>The delta rule with a transition that is diagonal plus low rank: S ← (diag(e^g) + b aᵀ) S + k vᵀ, o = scale · qᵀ S.</summary>
/// <remarks>
/// Peng et al., "RWKV-7 Goose with Expressive Dynamic State Evolution", 2025, whose transition it is.
/// Thread-safe; the same bits for any number of threads. State and accumulation are float32.
/// Every axis but the last may have any stride. All arguments are checked before anything is written.
/// </remarks>
public static partial class DplrDeltaRule
{
    /// <summary>Computes o, and the final state if asked, into new tensors.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="q">[B, T, H, K]: queries, 1 ≤ K ≤ 256.</param>
    /// <param name="k">[B, T, H, K] or [B, T, HV, K]: keys.</param>
    /// <param name="v">[B, T, HV, V]: values, HV a multiple of H.</param>
    /// <param name="a">k's shape: what reads the state that the token before left.</param>
    /// <param name="b">k's shape: where that goes which a reads; where it is −β a, that is erased.</param>
    /// <param name="g">[B, T, HV, K]: log-space decay of each key channel, at most 0 for one that forgets.</param>
    /// <param name="scale">Factor on o; K^-0.5 by default.</param>
    /// <param name="initialState">[N, HV, K, V]: the state before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="outputFinalState">Whether to return the state after the last token.</param>
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
        in ReadOnlyTensorSpan<T> a,
        in ReadOnlyTensorSpan<T> b,
        in ReadOnlyTensorSpan<float> g,
        float? scale = null,
        in ReadOnlyTensorSpan<float> initialState = default,
        bool outputFinalState = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged;
}
