using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>The delta rule: S ← (I − β k kᵀ) S + β k vᵀ, o = scale · qᵀ S.</summary>
/// <remarks>
/// Yang et al., "Parallelizing Linear Transformers with the Delta Rule over Sequence Length", 2024.
/// Thread-safe; the same bits for any number of threads. State and accumulation are float32.
/// Every axis but the last may have any stride. All arguments are checked before anything is written.
/// </remarks>
public static class DeltaRule
{
    /// <summary>Computes o, and the final state if asked, into new tensors.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="q">[B, T, H, K]: queries, 1 ≤ K ≤ 256.</param>
    /// <param name="k">[B, T, H, K]: keys.</param>
    /// <param name="v">[B, T, HV, V]: values, HV a multiple of H.</param>
    /// <param name="beta">[B, T, HV]: step sizes in (0, 1).</param>
    /// <param name="scale">Factor on o; K^-0.5 by default.</param>
    /// <param name="initialState">[N, HV, K, V]: the state before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="outputFinalState">Whether to return the state after the last token.</param>
    /// <param name="useQkL2NormInKernel">Divides each row x of q and k by √(Σx² + 10⁻⁶) first.</param>
    /// <param name="cuSeqlens">[N + 1]: boundaries of N sequences packed along T (B = 1), from 0 to T, never decreasing; none by default.</param>
    /// <param name="options">Where and how to run.</param>
    /// <returns>O [B, T, HV, V] and, if asked, the final state [N, HV, K, V].</returns>
    /// <exception cref="ArgumentException">An argument breaks the contract; the message has the expected and the given shape.</exception>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    public static (Tensor<T> O, Tensor<float>? FinalState) Forward<T>(
        in ReadOnlyTensorSpan<T> q,
        in ReadOnlyTensorSpan<T> k,
        in ReadOnlyTensorSpan<T> v,
        in ReadOnlyTensorSpan<T> beta,
        float? scale = null,
        in ReadOnlyTensorSpan<float> initialState = default,
        bool outputFinalState = false,
        bool useQkL2NormInKernel = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged =>
        DeltaOp.Allocate(
            Arguments(q, k, v, beta, scale, initialState, useQkL2NormInKernel, cuSeqlens, options), outputFinalState);

    /// <summary>
    /// Computes into the caller's memory: <paramref name="o"/> [B, T, HV, V], which overlaps no other tensor, and, if given,
    /// <paramref name="finalState"/> [N, HV, K, V], which may be the same tensor as <paramref name="initialState"/> (updated in place).
    /// </summary>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, float?, in ReadOnlyTensorSpan{float}, bool, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static void Forward<T>(
        in ReadOnlyTensorSpan<T> q,
        in ReadOnlyTensorSpan<T> k,
        in ReadOnlyTensorSpan<T> v,
        in ReadOnlyTensorSpan<T> beta,
        in TensorSpan<T> o,
        float? scale = null,
        in ReadOnlyTensorSpan<float> initialState = default,
        in TensorSpan<float> finalState = default,
        bool useQkL2NormInKernel = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged =>
        DeltaOp.Forward(
            Arguments(q, k, v, beta, scale, initialState, useQkL2NormInKernel, cuSeqlens, options), o, finalState);

    /// <summary>Computes o, and the final state if asked, into new tensors on a GPU. Nobody waits: read them after the stream.</summary>
    /// <typeparam name="T"><see cref="float"/>, whose products round to tf32, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="q">[B, T, H, K]: queries, 1 ≤ K ≤ 256.</param>
    /// <param name="k">[B, T, H, K]: keys.</param>
    /// <param name="v">[B, T, HV, V]: values, HV a multiple of H.</param>
    /// <param name="beta">[B, T, HV]: step sizes in (0, 1).</param>
    /// <param name="scale">Factor on o; K^-0.5 by default.</param>
    /// <param name="initialState">[N, HV, K, V]: the state before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="outputFinalState">Whether to return the state after the last token.</param>
    /// <param name="useQkL2NormInKernel">Divides each row x of q and k by √(Σx² + 10⁻⁶) first.</param>
    /// <param name="cuSeqlens">N sequences packed along T (B = 1); none by default.</param>
    /// <param name="options">How to run; <see cref="OpOptions.Target"/> and <see cref="OpOptions.MaxThreads"/> do not matter here.</param>
    /// <returns>O [B, T, HV, V] and, if asked, the final state [N, HV, K, V].</returns>
    /// <exception cref="ArgumentException">An argument breaks the contract; the message has the expected and the given shape.</exception>
    /// <exception cref="InvalidOperationException">No variant fits the call and the GPU; the message names what there is.</exception>
    /// <exception cref="CudaException">The GPU has not enough memory, or the driver refused.</exception>
    public static (DeviceTensor<T> O, DeviceTensor<float>? FinalState) Forward<T>(
        CudaStream stream,
        DeviceTensor<T> q,
        DeviceTensor<T> k,
        DeviceTensor<T> v,
        DeviceTensor<T> beta,
        float? scale = null,
        DeviceTensor<float>? initialState = null,
        bool outputFinalState = false,
        bool useQkL2NormInKernel = false,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged =>
        DeviceOp.Allocate(
            DeviceArguments(stream, q, k, v, beta, scale, initialState, useQkL2NormInKernel, cuSeqlens, options), outputFinalState);

    /// <summary>
    /// Computes on a GPU into the caller's memory, as the overload for CPUs does. Nobody waits and nothing is allocated on the host; a call that
    /// is cut into segments takes <see cref="StreamMemory"/> for itself. After a first call of its kind, which loads the kernels, a call can
    /// be captured in a <see cref="CudaGraph"/>.
    /// </summary>
    /// <inheritdoc cref="Forward{T}(CudaStream, DeviceTensor{T}, DeviceTensor{T}, DeviceTensor{T}, DeviceTensor{T}, float?, DeviceTensor{float}?, bool, bool, PackedSequences?, OpOptions?)"/>
    public static void Forward<T>(
        CudaStream stream,
        DeviceTensor<T> q,
        DeviceTensor<T> k,
        DeviceTensor<T> v,
        DeviceTensor<T> beta,
        DeviceTensor<T> o,
        float? scale = null,
        DeviceTensor<float>? initialState = null,
        DeviceTensor<float>? finalState = null,
        bool useQkL2NormInKernel = false,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged =>
        DeviceOp.Forward(
            DeviceArguments(stream, q, k, v, beta, scale, initialState, useQkL2NormInKernel, cuSeqlens, options), o, finalState);

    private static DeltaArguments<T> Arguments<T>(
        in ReadOnlyTensorSpan<T> q,
        in ReadOnlyTensorSpan<T> k,
        in ReadOnlyTensorSpan<T> v,
        in ReadOnlyTensorSpan<T> beta,
        float? scale,
        in ReadOnlyTensorSpan<float> initialState,
        bool useQkL2NormInKernel,
        ReadOnlySpan<long> cuSeqlens,
        OpOptions? options)
        where T : unmanaged => new()
        {
            Op = "delta_rule",
            Decay = Decay.None,
            Q = q,
            K = k,
            V = v,
            Beta = beta,
            Scale = scale,
            InitialState = initialState,
            Normalize = useQkL2NormInKernel,
            CuSeqlens = cuSeqlens,
            Options = options,
        };

    private static DeviceArguments<T> DeviceArguments<T>(
        CudaStream stream,
        DeviceTensor<T> q,
        DeviceTensor<T> k,
        DeviceTensor<T> v,
        DeviceTensor<T> beta,
        float? scale,
        DeviceTensor<float>? initialState,
        bool useQkL2NormInKernel,
        PackedSequences? cuSeqlens,
        OpOptions? options)
        where T : unmanaged => new()
        {
            Op = "delta_rule",
            Decay = Decay.None,
            Stream = stream,
            Q = q,
            K = k,
            V = v,
            Beta = beta,
            Scale = scale,
            InitialState = initialState,
            Normalize = useQkL2NormInKernel,
            CuSeqlens = cuSeqlens,
            Options = options,
        };
}
