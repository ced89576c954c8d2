using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>Log-space gates from what a layer projects: g = −e^aLog · log(1 + e^(a + dtBias)), one gate a head, or one a key channel.</summary>
/// <remarks>
/// Gu, Dao, "Mamba", 2023; Kimi Team, "Kimi Linear", 2025. What comes out is what <see cref="GatedDeltaRule"/> and <see cref="KimiDeltaAttention"/> take as g.
/// Thread-safe; the same bits for any number of threads.
/// Every axis but the last may have any stride. All arguments are checked before anything is written.
/// </remarks>
public static class DecayGate
{
    /// <summary>Computes g into a new tensor.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <param name="a">[B, T, H], or [B, T, H, K] for gates of key channels.</param>
    /// <param name="aLog">[H]: the logarithm of each head's rate.</param>
    /// <param name="dtBias">[H], or [H, K]: what is added to a, or default for nothing.</param>
    /// <param name="options">Where and how to run.</param>
    /// <returns>G [B, T, H] or [B, T, H, K].</returns>
    /// <exception cref="ArgumentException">An argument breaks the contract; the message has the expected and the given shape.</exception>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    public static Tensor<float> Forward<T>(
        in ReadOnlyTensorSpan<T> a,
        in ReadOnlyTensorSpan<float> aLog,
        in ReadOnlyTensorSpan<float> dtBias,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnHost(a, aLog, dtBias, options);
        ChannelAxes axes = ChannelForward.Check(call);
        Tensor<float> g = ChannelForward.New<float>(call.Op.Floats, axes);
        ChannelForward.Run(call with { Floats = g });
        return g;
    }

#pragma warning disable CS1573 // Inherited.
    /// <summary>Computes into the caller's memory.</summary>
    /// <param name="g">[B, T, H] or [B, T, H, K]: the outputs, in memory that overlaps no other tensor.</param>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, OpOptions?)"/>
    public static void Forward<T>(
        in ReadOnlyTensorSpan<T> a,
        in ReadOnlyTensorSpan<float> aLog,
        in ReadOnlyTensorSpan<float> dtBias,
        in TensorSpan<float> g,
        OpOptions? options = null)
        where T : unmanaged =>
        ChannelForward.Run(OnHost(a, aLog, dtBias, options) with { Floats = g });

    /// <summary>Computes g into a new tensor on a GPU. Nobody waits: read it after the stream.</summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <exception cref="CudaException">The GPU has not enough memory, or the driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, OpOptions?)"/>
    public static DeviceTensor<float> Forward<T>(
        CudaStream stream,
        DeviceTensor<T> a,
        DeviceTensor<float> aLog,
        DeviceTensor<float>? dtBias,
        OpOptions? options = null)
        where T : unmanaged
    {
        ChannelArguments<T> call = OnDevice(stream, a, aLog, dtBias, options);
        ChannelAxes axes = ChannelForward.Check(call);
        using NewTensors made = new();
        DeviceTensor<float> g = made.Add(ChannelForward.New<float>(stream, call.Op.Floats, axes));
        Forward(stream, a, aLog, dtBias, g, options);
        made.Keep();
        return g;
    }

    /// <summary>
    /// Computes on a GPU into the caller's memory, as the overload for CPUs does. Nobody waits and nothing is allocated on the host. After a first
    /// call of its kind, which loads the kernels, a call can be captured in a <see cref="CudaGraph"/>.
    /// </summary>
    /// <param name="stream">The order of work on the GPU that has the tensors.</param>
    /// <param name="g">[B, T, H] or [B, T, H, K]: the outputs, in memory that overlaps no other tensor.</param>
    /// <exception cref="CudaException">The driver refused.</exception>
    /// <inheritdoc cref="Forward{T}(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, OpOptions?)"/>
    public static void Forward<T>(
        CudaStream stream,
        DeviceTensor<T> a,
        DeviceTensor<float> aLog,
        DeviceTensor<float>? dtBias,
        DeviceTensor<float> g,
        OpOptions? options = null)
        where T : unmanaged
    {
        OnStream on = new(stream);
        ChannelForward.Run(OnDevice(stream, a, aLog, dtBias, options) with { Floats = on.Write(g, "g") });
        ChannelForward.KeepAlive(a, aLog, dtBias, g);
    }
#pragma warning restore CS1573

    private static ChannelArguments<T> OnHost<T>(in ReadOnlyTensorSpan<T> a, in ReadOnlyTensorSpan<float> aLog, in ReadOnlyTensorSpan<float> dtBias, OpOptions? options)
        where T : unmanaged => new()
        {
            Op = a.Rank == 4 ? ChannelOps.DecayGatePerKey : ChannelOps.DecayGate,
            X = a,
            Rate = aLog,
            Offset = dtBias,
            Options = options,
        };

    private static ChannelArguments<T> OnDevice<T>(CudaStream stream, DeviceTensor<T> a, DeviceTensor<float> aLog, DeviceTensor<float>? dtBias, OpOptions? options)
        where T : unmanaged
    {
        OnStream on = new(stream);
        ArgumentNullException.ThrowIfNull(a);
        return new()
        {
            Op = a.Rank == 4 ? ChannelOps.DecayGatePerKey : ChannelOps.DecayGate,
            X = on.Read(a, "a"),
            Rate = on.Read(aLog, "aLog"),
            Offset = on.Optional(dtBias, "dtBias"),
            Stream = stream,
            Options = options,
        };
    }
}
