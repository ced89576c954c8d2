using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>The gated scan of HGRN: h ← e^g ⊙ h + x, o = h, each channel for itself.</summary>
/// <remarks>
/// Qin, Yang, Zhong, "Hierarchically Gated Recurrent Neural Network for Sequence Modeling", 2023. The state is float32. On a GPU, a call that is cut into
/// segments (<see cref="OpOptions.Segments"/>) takes <see cref="StreamMemory"/> for itself.
/// Thread-safe; the same bits for any number of threads.
/// Every axis but the last may have any stride. All arguments are checked before anything is written.
/// </remarks>
public static class Hgrn
{
    /// <summary>Computes o, and the final state if asked, into new tensors.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">[B, T, D]: inputs.</param>
    /// <param name="g">[B, T, D]: log-space gates, usually below 0.</param>
    /// <param name="initialState">[N, D]: the state before the first token of each sequence; zeros by default. N is B, or the number of packed sequences.</param>
    /// <param name="outputFinalState">Whether to return the state after the last token.</param>
    /// <param name="cuSeqlens">[N + 1]: boundaries of N sequences packed along T (B = 1), from 0 to T, never decreasing; none by default.</param>
    /// <param name="options">Where and how to run.</param>
    /// <returns>O [B, T, D] and, if asked, the final state [N, D].</returns>
    /// <exception cref="ArgumentException">An argument breaks the contract; the message has the expected and the given shape.</exception>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    public static (Tensor<T> O, Tensor<float>? FinalState) Forward<T>(
        in ReadOnlyTensorSpan<T> x,
        in ReadOnlyTensorSpan<float> g,
        in ReadOnlyTensorSpan<float> initialState = default,
        bool outputFinalState = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnHost(x, g, initialState, cuSeqlens, options);
        ChannelAxes axes = ChannelForward.Check(call);
        Tensor<T> o = ChannelForward.New<T>(call.Op.Y, axes);
        Tensor<float>? finalState = outputFinalState ? ChannelForward.New<float>(call.Op.FinalState, axes) : null;
        ChannelForward.Run(call with { Y = o, FinalState = finalState is null ? default : finalState.AsTensorSpan() });
        return (o, finalState);
    }

#pragma warning disable CS1573 // Inherited.
    /// <summary>Computes into the caller's memory.</summary>
    /// <param name="o">[B, T, D]: the outputs, in memory that overlaps no other tensor.</param>
    /// <param name="finalState">[N, D]: the state after the last token, which may be the same tensor as <paramref name="initialState"/> (updated in place); none by default.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static void Forward<T>(
        in ReadOnlyTensorSpan<T> x,
        in ReadOnlyTensorSpan<float> g,
        in TensorSpan<T> o,
        in ReadOnlyTensorSpan<float> initialState = default,
        in TensorSpan<float> finalState = default,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged =>
        ChannelForward.Run(OnHost(x, g, initialState, cuSeqlens, options) with { Y = o, FinalState = finalState });

    /// <summary>Computes o, and the final state if asked, into new tensors on a GPU. Nobody waits: read them after the stream.</summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="cuSeqlens">N sequences packed along T (B = 1); none by default.</param>
    /// <exception cref="CudaException">The GPU has not enough memory, or the driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static (DeviceTensor<T> O, DeviceTensor<float>? FinalState) Forward<T>(
        CudaStream stream,
        DeviceTensor<T> x,
        DeviceTensor<float> g,
        DeviceTensor<float>? initialState = null,
        bool outputFinalState = false,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnDevice(stream, x, g, initialState, cuSeqlens, options);
        ChannelAxes axes = ChannelForward.Check(call);
        using NewTensors made = new();
        DeviceTensor<T> o = made.Add(ChannelForward.New<T>(stream, call.Op.Y, axes));
        DeviceTensor<float>? finalState = outputFinalState ? made.Add(ChannelForward.New<float>(stream, call.Op.FinalState, axes)) : null;
        Forward(stream, x, g, o, initialState, finalState, cuSeqlens, options);
        made.Keep();
        return (o, finalState);
    }

    /// <summary>
    /// Computes on a GPU into the caller's memory, as the overload for CPUs does. Nobody waits and nothing is allocated on the host. After a first
    /// call of its kind, which loads the kernels, a call can be captured in a <see cref="CudaGraph"/>.
    /// </summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="o">[B, T, D]: the outputs, in memory that overlaps no other tensor.</param>
    /// <param name="finalState">[N, D]: the state after the last token, which may be the same tensor as <paramref name="initialState"/> (updated in place); none by default.</param>
    /// <param name="cuSeqlens">N sequences packed along T (B = 1); none by default.</param>
    /// <exception cref="CudaException">The driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static void Forward<T>(
        CudaStream stream,
        DeviceTensor<T> x,
        DeviceTensor<float> g,
        DeviceTensor<T> o,
        DeviceTensor<float>? initialState = null,
        DeviceTensor<float>? finalState = null,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged
    {
        OnStream on = new(stream);
        ChannelForward.Run(OnDevice(stream, x, g, initialState, cuSeqlens, options) with { Y = on.Write(o, "o"), FinalState = on.WriteOptional(finalState, "finalState") });
        ChannelForward.KeepAlive(x, g, o, initialState, finalState, cuSeqlens);
    }
#pragma warning restore CS1573

    private static ChannelArguments<T> OnHost<T>(in ReadOnlyTensorSpan<T> x, in ReadOnlyTensorSpan<float> g, in ReadOnlyTensorSpan<float> initialState, ReadOnlySpan<long> cuSeqlens, OpOptions? options)
        where T : unmanaged => new()
        {
            Op = ChannelOps.Hgrn,
            X = x,
            G = g,
            InitialState = initialState,
            CuSeqlens = cuSeqlens,
            Options = options,
        };

    private static ChannelArguments<T> OnDevice<T>(CudaStream stream, DeviceTensor<T> x, DeviceTensor<float> g, DeviceTensor<float>? initialState, PackedSequences? cuSeqlens, OpOptions? options)
        where T : unmanaged
    {
        OnStream on = new(stream);
        return new()
        {
            Op = ChannelOps.Hgrn,
            X = on.Read(x, "x"),
            G = on.Read(g, "g"),
            InitialState = on.Optional(initialState, "initialState"),
            CuSeqlens = cuSeqlens is null ? default : cuSeqlens.Boundaries,
            Packed = on.Packed(cuSeqlens),
            Stream = stream,
            Options = options,
        };
    }
}
