using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>A short causal convolution of each channel: y_t = act(bias + Σ weight_j ⊙ x_(t − W + 1 + j)), W ≤ 4.</summary>
/// <remarks>
/// Gu, Dao, "Mamba: Linear-Time Sequence Modeling with Selective State Spaces", 2023. The state is the last W inputs, the newest last, in float32: with one
/// token a call and the state updated in place this is the decoding step.
/// Thread-safe; the same bits for any number of threads.
/// Every axis but the last may have any stride. All arguments are checked before anything is written.
/// </remarks>
public static class ShortConvolution
{
    /// <summary>Computes y, and the final state if asked, into new tensors.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">[B, T, D]: inputs.</param>
    /// <param name="weight">[D, W]: weights of each channel, the newest input's last, 1 ≤ W ≤ 4.</param>
    /// <param name="bias">[D]: what is added, or default for nothing.</param>
    /// <param name="initialState">[N, D, W]: the last W inputs before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="outputFinalState">Whether to return the state after the last token.</param>
    /// <param name="silu">Whether each sum s becomes s · sigmoid(s).</param>
    /// <param name="cuSeqlens">[N + 1]: boundaries of N sequences packed along T (B = 1), from 0 to T, never decreasing; none by default.</param>
    /// <param name="options">Where and how to run.</param>
    /// <returns>Y [B, T, D] and, if asked, the final state [N, D, W].</returns>
    /// <exception cref="ArgumentException">An argument breaks the contract; the message has the expected and the given shape.</exception>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    public static (Tensor<T> Y, Tensor<float>? FinalState) Forward<T>(
        in ReadOnlyTensorSpan<T> x,
        in ReadOnlyTensorSpan<T> weight,
        in ReadOnlyTensorSpan<T> bias,
        in ReadOnlyTensorSpan<float> initialState = default,
        bool outputFinalState = false,
        bool silu = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnHost(x, weight, bias, initialState, silu, cuSeqlens, options);
        ChannelAxes axes = ChannelForward.Check(call);
        Tensor<T> y = ChannelForward.New<T>(call.Op.Y, axes);
        Tensor<float>? finalState = outputFinalState ? ChannelForward.New<float>(call.Op.FinalState, axes) : null;
        ChannelForward.Run(call with { Y = y, FinalState = finalState is null ? default : finalState.AsTensorSpan() });
        return (y, finalState);
    }

#pragma warning disable CS1573 // Inherited.
    /// <summary>Computes into the caller's memory.</summary>
    /// <param name="y">[B, T, D]: the outputs, in memory that overlaps no other tensor.</param>
    /// <param name="finalState">[N, D, W]: the state after the last token, which may be the same tensor as <paramref name="initialState"/> (updated in place); none by default.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, bool, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static void Forward<T>(
        in ReadOnlyTensorSpan<T> x,
        in ReadOnlyTensorSpan<T> weight,
        in ReadOnlyTensorSpan<T> bias,
        in TensorSpan<T> y,
        in ReadOnlyTensorSpan<float> initialState = default,
        in TensorSpan<float> finalState = default,
        bool silu = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged =>
        ChannelForward.Run(OnHost(x, weight, bias, initialState, silu, cuSeqlens, options) with { Y = y, FinalState = finalState });

    /// <summary>Computes y, and the final state if asked, into new tensors on a GPU. Nobody waits: read them after the stream.</summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="cuSeqlens">N sequences packed along T (B = 1); none by default.</param>
    /// <exception cref="CudaException">The GPU has not enough memory, or the driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, bool, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static (DeviceTensor<T> Y, DeviceTensor<float>? FinalState) Forward<T>(
        CudaStream stream,
        DeviceTensor<T> x,
        DeviceTensor<T> weight,
        DeviceTensor<T>? bias,
        DeviceTensor<float>? initialState = null,
        bool outputFinalState = false,
        bool silu = false,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnDevice(stream, x, weight, bias, initialState, silu, cuSeqlens, options);
        ChannelAxes axes = ChannelForward.Check(call);
        using NewTensors made = new();
        DeviceTensor<T> y = made.Add(ChannelForward.New<T>(stream, call.Op.Y, axes));
        DeviceTensor<float>? finalState = outputFinalState ? made.Add(ChannelForward.New<float>(stream, call.Op.FinalState, axes)) : null;
        Forward(stream, x, weight, bias, y, initialState, finalState, silu, cuSeqlens, options);
        made.Keep();
        return (y, finalState);
    }

    /// <summary>
    /// Computes on a GPU into the caller's memory, as the overload for CPUs does. Nobody waits and nothing is allocated on the host. After a first
    /// call of its kind, which loads the kernels, a call can be captured in a <see cref="CudaGraph"/>.
    /// </summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="y">[B, T, D]: the outputs, in memory that overlaps no other tensor.</param>
    /// <param name="finalState">[N, D, W]: the state after the last token, which may be the same tensor as <paramref name="initialState"/> (updated in place); none by default.</param>
    /// <param name="cuSeqlens">N sequences packed along T (B = 1); none by default.</param>
    /// <exception cref="CudaException">The driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, bool, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static void Forward<T>(
        CudaStream stream,
        DeviceTensor<T> x,
        DeviceTensor<T> weight,
        DeviceTensor<T>? bias,
        DeviceTensor<T> y,
        DeviceTensor<float>? initialState = null,
        DeviceTensor<float>? finalState = null,
        bool silu = false,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged
    {
        OnStream on = new(stream);
        ChannelForward.Run(OnDevice(stream, x, weight, bias, initialState, silu, cuSeqlens, options) with { Y = on.Write(y, "y"), FinalState = on.WriteOptional(finalState, "finalState") });
        ChannelForward.KeepAlive(x, weight, bias, y, initialState, finalState, cuSeqlens);
    }
#pragma warning restore CS1573

    private static ChannelArguments<T> OnHost<T>(in ReadOnlyTensorSpan<T> x, in ReadOnlyTensorSpan<T> weight, in ReadOnlyTensorSpan<T> bias, in ReadOnlyTensorSpan<float> initialState, bool silu, ReadOnlySpan<long> cuSeqlens, OpOptions? options)
        where T : unmanaged => new()
        {
            Op = ChannelOps.ShortConvolution,
            X = x,
            Weight = weight,
            Bias = bias,
            InitialState = initialState,
            Settings = new(Flag: silu),
            CuSeqlens = cuSeqlens,
            Options = options,
        };

    private static ChannelArguments<T> OnDevice<T>(CudaStream stream, DeviceTensor<T> x, DeviceTensor<T> weight, DeviceTensor<T>? bias, DeviceTensor<float>? initialState, bool silu, PackedSequences? cuSeqlens, OpOptions? options)
        where T : unmanaged
    {
        OnStream on = new(stream);
        return new()
        {
            Op = ChannelOps.ShortConvolution,
            X = on.Read(x, "x"),
            Weight = on.Read(weight, "weight"),
            Bias = on.Optional(bias, "bias"),
            InitialState = on.Optional(initialState, "initialState"),
            Settings = new(Flag: silu),
            CuSeqlens = cuSeqlens is null ? default : cuSeqlens.Boundaries,
            Packed = on.Packed(cuSeqlens),
            Stream = stream,
            Options = options,
        };
    }
}
