using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>Running sums over time, in float32: y_t = x_first + … + x_t, each channel for itself.</summary>
/// <remarks>
/// Over whole sequences, or over pieces of some tokens each for itself, as chunked kernels take gates; from the first token, or from the last.
/// Thread-safe; the same bits for any number of threads.
/// Every axis but the last may have any stride. All arguments are checked before anything is written.
/// </remarks>
public static class CumulativeSum
{
    /// <summary>Computes y into a new tensor.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">[B, T, D]: what is summed.</param>
    /// <param name="chunkSize">Tokens of the pieces into which each sequence is cut, each summed for itself; 0 for whole sequences.</param>
    /// <param name="reverse">Whether sums run from the last token to the first: y_t = x_t + … + x_last.</param>
    /// <param name="cuSeqlens">[N + 1]: boundaries of N sequences packed along T (B = 1), from 0 to T, never decreasing; none by default.</param>
    /// <param name="options">Where and how to run.</param>
    /// <returns>Y [B, T, D].</returns>
    /// <exception cref="ArgumentException">An argument breaks the contract; the message has the expected and the given shape.</exception>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    public static Tensor<float> Forward<T>(
        in ReadOnlyTensorSpan<T> x,
        int chunkSize = 0,
        bool reverse = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnHost(x, chunkSize, reverse, cuSeqlens, options);
        ChannelAxes axes = ChannelForward.Check(call);
        Tensor<float> y = ChannelForward.New<float>(call.Op.Floats, axes);
        ChannelForward.Run(call with { Floats = y });
        return y;
    }

#pragma warning disable CS1573 // Inherited.
    /// <summary>Computes into the caller's memory.</summary>
    /// <param name="y">[B, T, D]: the outputs, in memory that overlaps no other tensor.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, int, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static void Forward<T>(
        in ReadOnlyTensorSpan<T> x,
        in TensorSpan<float> y,
        int chunkSize = 0,
        bool reverse = false,
        ReadOnlySpan<long> cuSeqlens = default,
        OpOptions? options = null)
        where T : unmanaged =>
        ChannelForward.Run(OnHost(x, chunkSize, reverse, cuSeqlens, options) with { Floats = y });

    /// <summary>Computes y into a new tensor on a GPU. Nobody waits: read it after the stream.</summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="cuSeqlens">N sequences packed along T (B = 1); none by default.</param>
    /// <exception cref="CudaException">The GPU has not enough memory, or the driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, int, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static DeviceTensor<float> Forward<T>(
        CudaStream stream,
        DeviceTensor<T> x,
        int chunkSize = 0,
        bool reverse = false,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnDevice(stream, x, chunkSize, reverse, cuSeqlens, options);
        ChannelAxes axes = ChannelForward.Check(call);
        using NewTensors made = new();
        DeviceTensor<float> y = made.Add(ChannelForward.New<float>(stream, call.Op.Floats, axes));
        Forward(stream, x, y, chunkSize, reverse, cuSeqlens, options);
        made.Keep();
        return y;
    }

    /// <summary>
    /// Computes on a GPU into the caller's memory, as the overload for CPUs does. Nobody waits and nothing is allocated on the host. After a first
    /// call of its kind, which loads the kernels, a call can be captured in a <see cref="CudaGraph"/>.
    /// </summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="y">[B, T, D]: the outputs, in memory that overlaps no other tensor.</param>
    /// <param name="cuSeqlens">N sequences packed along T (B = 1); none by default.</param>
    /// <exception cref="CudaException">The driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, int, bool, ReadOnlySpan{long}, OpOptions?)"/>
    public static void Forward<T>(
        CudaStream stream,
        DeviceTensor<T> x,
        DeviceTensor<float> y,
        int chunkSize = 0,
        bool reverse = false,
        PackedSequences? cuSeqlens = null,
        OpOptions? options = null)
        where T : unmanaged
    {
        OnStream on = new(stream);
        ChannelForward.Run(OnDevice(stream, x, chunkSize, reverse, cuSeqlens, options) with { Floats = on.Write(y, "y") });
        ChannelForward.KeepAlive(x, y, cuSeqlens);
    }
#pragma warning restore CS1573

    private static ChannelArguments<T> OnHost<T>(in ReadOnlyTensorSpan<T> x, int chunkSize, bool reverse, ReadOnlySpan<long> cuSeqlens, OpOptions? options)
        where T : unmanaged => new()
        {
            Op = ChannelOps.CumulativeSum,
            X = x,
            Settings = new(Flag: reverse, Piece: chunkSize),
            CuSeqlens = cuSeqlens,
            Options = options,
        };

    private static ChannelArguments<T> OnDevice<T>(CudaStream stream, DeviceTensor<T> x, int chunkSize, bool reverse, PackedSequences? cuSeqlens, OpOptions? options)
        where T : unmanaged
    {
        OnStream on = new(stream);
        return new()
        {
            Op = ChannelOps.CumulativeSum,
            X = on.Read(x, "x"),
            Settings = new(Flag: reverse, Piece: chunkSize),
            CuSeqlens = cuSeqlens is null ? default : cuSeqlens.Boundaries,
            Packed = on.Packed(cuSeqlens),
            Stream = stream,
            Options = options,
        };
    }
}
