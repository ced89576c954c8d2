using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>Rows of length 1: y = x / √(Σ x² + epsilon) along the last axis.</summary>
/// <remarks>
/// Sums are float32.
/// Thread-safe; the same bits for any number of threads.
/// Every axis but the last may have any stride. All arguments are checked before anything is written.
/// </remarks>
public static class L2Norm
{
    /// <summary>Computes y into a new tensor.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">[…, D]: rows, with up to three axes of them.</param>
    /// <param name="epsilon">Added to the sum of squares.</param>
    /// <param name="options">Where and how to run.</param>
    /// <returns>Y […, D].</returns>
    /// <exception cref="ArgumentException">An argument breaks the contract; the message has the expected and the given shape.</exception>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    public static Tensor<T> Forward<T>(
        in ReadOnlyTensorSpan<T> x,
        float epsilon = 1e-6f,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnHost(x, epsilon, options);
        ChannelAxes axes = ChannelForward.Check(call);
        Tensor<T> y = ChannelForward.New<T>(call.Op.Y, axes);
        ChannelForward.Run(call with { Y = y });
        return y;
    }

#pragma warning disable CS1573 // Inherited.
    /// <summary>Computes into the caller's memory.</summary>
    /// <param name="y">[…, D]: the outputs, which may be <paramref name="x"/> itself, or memory that overlaps no other tensor.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, float, OpOptions?)"/>
    public static void Forward<T>(
        in ReadOnlyTensorSpan<T> x,
        in TensorSpan<T> y,
        float epsilon = 1e-6f,
        OpOptions? options = null)
        where T : unmanaged =>
        ChannelForward.Run(OnHost(x, epsilon, options) with { Y = y });

    /// <summary>Computes y into a new tensor on a GPU. Nobody waits: read it after the stream.</summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <exception cref="CudaException">The GPU has not enough memory, or the driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, float, OpOptions?)"/>
    public static DeviceTensor<T> Forward<T>(
        CudaStream stream,
        DeviceTensor<T> x,
        float epsilon = 1e-6f,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnDevice(stream, x, epsilon, options);
        ChannelAxes axes = ChannelForward.Check(call);
        using NewTensors made = new();
        DeviceTensor<T> y = made.Add(ChannelForward.New<T>(stream, call.Op.Y, axes));
        Forward(stream, x, y, epsilon, options);
        made.Keep();
        return y;
    }

    /// <summary>
    /// Computes on a GPU into the caller's memory, as the overload for CPUs does. Nobody waits and nothing is allocated on the host. After a first
    /// call of its kind, which loads the kernels, a call can be captured in a <see cref="CudaGraph"/>.
    /// </summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="y">[…, D]: the outputs, which may be <paramref name="x"/> itself, or memory that overlaps no other tensor.</param>
    /// <exception cref="CudaException">The driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, float, OpOptions?)"/>
    public static void Forward<T>(
        CudaStream stream,
        DeviceTensor<T> x,
        DeviceTensor<T> y,
        float epsilon = 1e-6f,
        OpOptions? options = null)
        where T : unmanaged
    {
        OnStream on = new(stream);
        ChannelForward.Run(OnDevice(stream, x, epsilon, options) with { Y = on.Write(y, "y") });
        ChannelForward.KeepAlive(x, y);
    }
#pragma warning restore CS1573

    private static ChannelArguments<T> OnHost<T>(in ReadOnlyTensorSpan<T> x, float epsilon, OpOptions? options)
        where T : unmanaged => new()
        {
            Op = ChannelOps.L2Norm,
            X = x,
            Settings = new(Epsilon: epsilon),
            Options = options,
        };

    private static ChannelArguments<T> OnDevice<T>(CudaStream stream, DeviceTensor<T> x, float epsilon, OpOptions? options)
        where T : unmanaged
    {
        OnStream on = new(stream);
        return new()
        {
            Op = ChannelOps.L2Norm,
            X = on.Read(x, "x"),
            Settings = new(Epsilon: epsilon),
            Stream = stream,
            Options = options,
        };
    }
}
