using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>
/// Gated slot attention (GSA): each head remembers M slots, whose keys are columns of Sᴷ ← Sᴷ diag(e^g) + k sᵀ and whose values are rows of
/// Sⱽ ← diag(e^g) Sⱽ + s vᵀ; o = softmax(scale · qᵀ Sᴷ) Sⱽ.
/// </summary>
/// <remarks>
/// Zhang, Yang, Zhu, Zhang, Cui, Wang, Wang, Shi, Wang, Bi, Zhou, Fu, "Gated Slot Attention for Efficient Linear-Time Sequence Modeling", 2024.
/// Two passes over the tokens with the softmax between them, whose scores and weights have the element type and need B · T · HV · M of its elements.
/// Thread-safe; the same bits for any number of threads. States and accumulation are float32.
/// Every axis but the last may have any stride. All arguments are checked before anything is written.
/// </remarks>
public static class GatedSlotAttention
{
    /// <summary>Computes o, and the final states if asked, into new tensors.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="q">[B, T, H, K]: queries, 1 ≤ K ≤ 256.</param>
    /// <param name="k">[B, T, H, K] or [B, T, HV, K]: keys.</param>
    /// <param name="v">[B, T, HV, V]: values, HV a multiple of H.</param>
    /// <param name="s">[B, T, HV, M]: how much of a token each slot takes, 1 ≤ M ≤ 256.</param>
    /// <param name="g">[B, T, HV, M]: log-space decay of each slot, at most 0 for one that forgets.</param>
    /// <param name="scale">Factor on the scores of the slots; K^-0.5 by default.</param>
    /// <param name="initialKeyState">[N, HV, K, M]: the slots' keys before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="initialValueState">[N, HV, M, V]: the slots' values before the first token; zeros by default.</param>
    /// <param name="outputFinalState">Whether to return the states after the last token.</param>
    /// <param name="cuSeqlens">[N + 1]: boundaries of N sequences packed along T (B = 1), from 0 to T, never decreasing; none by default.</param>
    /// <param name="options">Where and how to run. A pinned variant is one of either pass; segments concern the second.</param>
    /// <returns>O [B, T, HV, V] and, if asked, the slots' keys [N, HV, K, M] and values [N, HV, M, V] after the last token.</returns>
    /// <exception cref="ArgumentException">An argument breaks the contract; the message has the expected and the given shape.</exception>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    public static (Tensor<T> O, Tensor<float>? FinalKeyState, Tensor<float>? FinalValueState) Forward<T>(
        in ReadOnlyTensorSpan<T> q,
        in ReadOnlyTensorSpan<T> k,
        in ReadOnlyTensorSpan<T> v,
        in ReadOnlyTensorSpan<T> s,
        in ReadOnlyTensorSpan<float> g,
        float? scale = null,
        in ReadOnlyTensorSpan<float> initialKeyState = default,
        in ReadOnlyTensorSpan<float> initialValueState = default,
        bool outputFinalState = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged =>
        SlotOp.Allocate(Arguments(q, k, v, s, g, scale, initialKeyState, initialValueState, cuSeqlens, options), outputFinalState);

    /// <summary>Computes into the caller's memory.</summary>
    /// <param name="q">[B, T, H, K]: queries, 1 ≤ K ≤ 256.</param>
    /// <param name="k">[B, T, H, K] or [B, T, HV, K]: keys.</param>
    /// <param name="v">[B, T, HV, V]: values, HV a multiple of H.</param>
    /// <param name="s">[B, T, HV, M]: how much of a token each slot takes, 1 ≤ M ≤ 256.</param>
    /// <param name="g">[B, T, HV, M]: log-space decay of each slot, at most 0 for one that forgets.</param>
    /// <param name="o">[B, T, HV, V]: the outputs, in memory that overlaps no other tensor.</param>
    /// <param name="scale">Factor on the scores of the slots; K^-0.5 by default.</param>
    /// <param name="initialKeyState">[N, HV, K, M]: the slots' keys before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="initialValueState">[N, HV, M, V]: the slots' values before the first token; zeros by default.</param>
    /// <param name="finalKeyState">[N, HV, K, M]: the slots' keys after the last token, which may be the same tensor as <paramref name="initialKeyState"/> (updated in place); none by default.</param>
    /// <param name="finalValueState">[N, HV, M, V]: the slots' values after the last token, which may be the same tensor as <paramref name="initialValueState"/>; none by default.</param>
    /// <param name="cuSeqlens">[N + 1]: boundaries of N sequences packed along T (B = 1), from 0 to T, never decreasing; none by default.</param>
    /// <param name="options">Where and how to run. A pinned variant is one of either pass; segments concern the second.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, float?, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static void Forward<T>(
        in ReadOnlyTensorSpan<T> q,
        in ReadOnlyTensorSpan<T> k,
        in ReadOnlyTensorSpan<T> v,
        in ReadOnlyTensorSpan<T> s,
        in ReadOnlyTensorSpan<float> g,
        in TensorSpan<T> o,
        float? scale = null,
        in ReadOnlyTensorSpan<float> initialKeyState = default,
        in ReadOnlyTensorSpan<float> initialValueState = default,
        in TensorSpan<float> finalKeyState = default,
        in TensorSpan<float> finalValueState = default,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged =>
        SlotOp.Forward(
            Arguments(q, k, v, s, g, scale, initialKeyState, initialValueState, cuSeqlens, options),
            new SlotOutputs<T> { O = o, FinalKeyState = finalKeyState, FinalValueState = finalValueState });

    /// <summary>Computes o, and the final states if asked, into new tensors on a GPU. Nobody waits: read them after the stream.</summary>
    /// <typeparam name="T"><see cref="float"/>, whose products round to tf32, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="q">[B, T, H, K]: queries, 1 ≤ K ≤ 256.</param>
    /// <param name="k">[B, T, H, K] or [B, T, HV, K]: keys.</param>
    /// <param name="v">[B, T, HV, V]: values, HV a multiple of H.</param>
    /// <param name="s">[B, T, HV, M]: how much of a token each slot takes, 1 ≤ M ≤ 256.</param>
    /// <param name="g">[B, T, HV, M]: log-space decay of each slot, at most 0 for one that forgets.</param>
    /// <param name="scale">Factor on the scores of the slots; K^-0.5 by default.</param>
    /// <param name="initialKeyState">[N, HV, K, M]: the slots' keys before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="initialValueState">[N, HV, M, V]: the slots' values before the first token; zeros by default.</param>
    /// <param name="outputFinalState">Whether to return the states after the last token.</param>
    /// <param name="cuSeqlens">N sequences packed along T (B = 1); none by default.</param>
    /// <param name="options">How to run; <see cref="OpOptions.Target"/> and <see cref="OpOptions.MaxThreads"/> do not matter here. A pinned variant is one of either pass; segments concern the second.</param>
    /// <exception cref="InvalidOperationException">No variant fits the call and the GPU; the message names what there is.</exception>
    /// <exception cref="CudaException">The GPU has not enough memory, or the driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, float?, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static (DeviceTensor<T> O, DeviceTensor<float>? FinalKeyState, DeviceTensor<float>? FinalValueState) Forward<T>(
        CudaStream stream,
        DeviceTensor<T> q,
        DeviceTensor<T> k,
        DeviceTensor<T> v,
        DeviceTensor<T> s,
        DeviceTensor<float> g,
        float? scale = null,
        DeviceTensor<float>? initialKeyState = null,
        DeviceTensor<float>? initialValueState = null,
        bool outputFinalState = false,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged =>
        SlotOp.Allocate(DeviceArguments(stream, q, k, v, s, g, scale, initialKeyState, initialValueState, cuSeqlens, options), outputFinalState);

    /// <summary>
    /// Computes on a GPU into the caller's memory, as the overload for CPUs does. Nobody waits and nothing is allocated on the host; the scores
    /// are in <see cref="StreamMemory"/>. After a first call of its kind, which loads the kernels, a call can be captured in a <see cref="CudaGraph"/>.
    /// </summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="q">[B, T, H, K]: queries, 1 ≤ K ≤ 256.</param>
    /// <param name="k">[B, T, H, K] or [B, T, HV, K]: keys.</param>
    /// <param name="v">[B, T, HV, V]: values, HV a multiple of H.</param>
    /// <param name="s">[B, T, HV, M]: how much of a token each slot takes, 1 ≤ M ≤ 256.</param>
    /// <param name="g">[B, T, HV, M]: log-space decay of each slot, at most 0 for one that forgets.</param>
    /// <param name="o">[B, T, HV, V]: the outputs, in memory that overlaps no other tensor.</param>
    /// <param name="scale">Factor on the scores of the slots; K^-0.5 by default.</param>
    /// <param name="initialKeyState">[N, HV, K, M]: the slots' keys before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="initialValueState">[N, HV, M, V]: the slots' values before the first token; zeros by default.</param>
    /// <param name="finalKeyState">[N, HV, K, M]: the slots' keys after the last token, which may be the same tensor as <paramref name="initialKeyState"/> (updated in place); none by default.</param>
    /// <param name="finalValueState">[N, HV, M, V]: the slots' values after the last token, which may be the same tensor as <paramref name="initialValueState"/>; none by default.</param>
    /// <param name="cuSeqlens">N sequences packed along T (B = 1); none by default.</param>
    /// <param name="options">How to run; <see cref="OpOptions.Target"/> and <see cref="OpOptions.MaxThreads"/> do not matter here. A pinned variant is one of either pass; segments concern the second.</param>
    /// <exception cref="InvalidOperationException">No variant fits the call and the GPU; the message names what there is.</exception>
    /// <exception cref="CudaException">The GPU has not enough memory, or the driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, float?, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static void Forward<T>(
        CudaStream stream,
        DeviceTensor<T> q,
        DeviceTensor<T> k,
        DeviceTensor<T> v,
        DeviceTensor<T> s,
        DeviceTensor<float> g,
        DeviceTensor<T> o,
        float? scale = null,
        DeviceTensor<float>? initialKeyState = null,
        DeviceTensor<float>? initialValueState = null,
        DeviceTensor<float>? finalKeyState = null,
        DeviceTensor<float>? finalValueState = null,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged =>
        SlotOp.Forward(DeviceArguments(stream, q, k, v, s, g, scale, initialKeyState, initialValueState, cuSeqlens, options), o, finalKeyState, finalValueState);

    private static SlotArguments<T> Arguments<T>(
        in ReadOnlyTensorSpan<T> q, in ReadOnlyTensorSpan<T> k, in ReadOnlyTensorSpan<T> v, in ReadOnlyTensorSpan<T> s, in ReadOnlyTensorSpan<float> g,
        float? scale, in ReadOnlyTensorSpan<float> initialKeyState, in ReadOnlyTensorSpan<float> initialValueState, ReadOnlySpan<long> cuSeqlens, OpOptions? options)
        where T : unmanaged => new()
        {
            Q = q,
            K = k,
            V = v,
            S = s,
            G = g,
            Scale = scale,
            InitialKeyState = initialKeyState,
            InitialValueState = initialValueState,
            CuSeqlens = cuSeqlens,
            Options = options,
        };

    private static SlotDeviceArguments<T> DeviceArguments<T>(
        CudaStream stream, DeviceTensor<T> q, DeviceTensor<T> k, DeviceTensor<T> v, DeviceTensor<T> s, DeviceTensor<float> g,
        float? scale, DeviceTensor<float>? initialKeyState, DeviceTensor<float>? initialValueState, PackedSequences? cuSeqlens, OpOptions? options)
        where T : unmanaged => new()
        {
            Stream = stream,
            Q = q,
            K = k,
            V = v,
            S = s,
            G = g,
            Scale = scale,
            InitialKeyState = initialKeyState,
            InitialValueState = initialValueState,
            CuSeqlens = cuSeqlens,
            Options = options,
        };
}
