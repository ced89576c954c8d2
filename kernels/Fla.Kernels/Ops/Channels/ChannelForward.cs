using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Fla.Cuda;

namespace Fla;

/// <summary>What all ops over channels share: validate, pin, run.</summary>
internal static unsafe class ChannelForward
{
    /// <summary>The lengths that new outputs of a call have.</summary>
    internal static ChannelAxes Check<T>(in ChannelArguments<T> call) where T : unmanaged => ChannelContract.Inputs(call);

    /// <summary>A new tensor for an output.</summary>
    internal static Tensor<TAny> New<TAny>(ChannelRole? role, in ChannelAxes axes) => Tensor.CreateFromShape<TAny>(axes.Of(role!.Axes));

    /// <summary>The same on a GPU.</summary>
    internal static DeviceTensor<TAny> New<TAny>(CudaStream stream, ChannelRole? role, in ChannelAxes axes) where TAny : unmanaged =>
        new(stream.Device, Array.ConvertAll(axes.Of(role!.Axes), static length => (long)length));

    /// <summary>Checks everything, and runs the call into the caller's memory.</summary>
    internal static OpRun Run<T>(in ChannelArguments<T> call) where T : unmanaged
    {
        ChannelAxes axes = ChannelContract.Inputs(call);
        ChannelContract.Outputs(call, axes);
        long longest = Longest(call.CuSeqlens, axes['T']);
        fixed (T* x = call.X, gate = call.Gate, weight = call.Weight, bias = call.Bias, y = call.Y)
        fixed (float* g = call.G, rate = call.Rate, offset = call.Offset, h0 = call.InitialState, floats = call.Floats, ht = call.FinalState)
        fixed (long* cuSeqlens = call.CuSeqlens)
        {
            ChannelCall<T> pinned = new()
            {
                Op = call.Op,
                X = Views.In(x, call.X),
                Gate = Views.In(gate, call.Gate),
                Weight = Views.In(weight, call.Weight),
                Bias = Views.In(bias, call.Bias),
                G = Views.In(g, call.G),
                Rate = Views.In(rate, call.Rate),
                Offset = Views.In(offset, call.Offset),
                H0 = Views.In(h0, call.InitialState),
                CuSeqlens = call.Packed is { } packed ? packed.OnDevice.In : call.CuSeqlens.IsEmpty ? default : new(cuSeqlens, [call.CuSeqlens.Length]),
                Y = Views.Out(y, call.Y),
                Floats = Views.Out(floats, call.Floats),
                Ht = Views.Out(ht, call.FinalState),
                Settings = call.Settings,
                Packed = call.Packed,
                Work = call.Op.Work(axes, longest, call.Settings),
            };
            Overlaps(pinned, Views.In<T>(y, call.Y), Views.In<float>(floats, call.Floats), Views.In<float>(ht, call.FinalState));
            return ChannelExecution.Run(pinned, call.Options ?? OpOptions.Default, call.Stream);
        }
    }

    private static void Overlaps<T>(in ChannelCall<T> call, in In<T> y, in In<float> floats, in In<float> ht) where T : unmanaged
    {
        ChannelOp op = call.Op;
        Inputs(op.Y?.Name ?? "", Overlap.Region.Of(y), call, sharesX: op.IsInPlace && Overlap.Same(call.X, y));
        Inputs(op.Floats?.Name ?? "", Overlap.Region.Of(floats), call, sharesX: false);
        Inputs(op.FinalState?.Name ?? "", Overlap.Region.Of(ht), call, sharesX: false);
        Overlap.Check(op.Y?.Name ?? "", Overlap.Region.Of(y), op.FinalState?.Name ?? "", Overlap.Region.Of(ht));
        if (op.InitialState is not { } state)
            return;
        Overlap.Check(op.Y!.Name, Overlap.Region.Of(y), state.Name, Overlap.Region.Of(call.H0));
        if (!Overlap.Same(call.H0, ht))
            Overlap.Check(op.FinalState!.Name, Overlap.Region.Of(ht), state.Name, Overlap.Region.Of(call.H0));
    }

    private static void Inputs<T>(string output, Overlap.Region written, in ChannelCall<T> call, bool sharesX) where T : unmanaged
    {
        ChannelOp op = call.Op;
        if (!sharesX)
            Overlap.Check(output, written, op.X.Name, Overlap.Region.Of(call.X));
        Overlap.Check(output, written, op.Gate?.Name ?? "", Overlap.Region.Of(call.Gate));
        Overlap.Check(output, written, op.Weight?.Name ?? "", Overlap.Region.Of(call.Weight));
        Overlap.Check(output, written, op.Bias?.Name ?? "", Overlap.Region.Of(call.Bias));
        Overlap.Check(output, written, op.G?.Name ?? "", Overlap.Region.Of(call.G));
        Overlap.Check(output, written, op.Rate?.Name ?? "", Overlap.Region.Of(call.Rate));
        Overlap.Check(output, written, op.Offset?.Name ?? "", Overlap.Region.Of(call.Offset));
        Overlap.Check(output, written, "cuSeqlens", Overlap.Region.Of(call.CuSeqlens));
    }

    private static long Longest(ReadOnlySpan<long> cuSeqlens, long tokens)
    {
        if (cuSeqlens.IsEmpty)
            return tokens;
        long longest = 0;
        for (int n = 1; n < cuSeqlens.Length; n++)
            longest = Math.Max(longest, cuSeqlens[n] - cuSeqlens[n - 1]);
        return longest;
    }

    /// <summary>A launch has addresses only: a finalizer must not free the tensors before it is queued.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void KeepAlive(object? a, object? b = null, object? c = null, object? d = null, object? e = null, object? f = null, object? g = null)
    {
    }
}

/// <summary>Tensors on the GPU of a stream, as the contract sees tensors.</summary>
internal readonly struct OnStream
{
    private readonly CudaStream _stream;

    /// <exception cref="ArgumentNullException">There is no stream.</exception>
    public OnStream(CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
    }

    public ReadOnlyTensorSpan<T> Read<T>(DeviceTensor<T>? tensor, string name) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        return DeviceSpans.Of(Here(tensor, name));
    }

    public ReadOnlyTensorSpan<T> Optional<T>(DeviceTensor<T>? tensor, string name) where T : unmanaged =>
        tensor is null ? default : DeviceSpans.Of(Here(tensor, name));

    public TensorSpan<T> Write<T>(DeviceTensor<T>? tensor, string name) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        return DeviceSpans.Writable(Here(tensor, name));
    }

    public TensorSpan<T> WriteOptional<T>(DeviceTensor<T>? tensor, string name) where T : unmanaged =>
        tensor is null ? default : DeviceSpans.Writable(Here(tensor, name));

    public PackedSequences? Packed(PackedSequences? packed)
    {
        if (packed is not null)
            Here(packed.OnDevice, "cuSeqlens");
        return packed;
    }

    private DeviceTensor<T> Here<T>(DeviceTensor<T> tensor, string name) where T : unmanaged => tensor.Device == _stream.Device
        ? tensor
        : throw new ArgumentException($"{name}: expected a tensor on GPU {_stream.Device.Ordinal}, as the stream is, got one on GPU {tensor.Device.Ordinal}. Copy it there first.", name);
}

/// <summary>New tensors on a GPU, freed unless the call that was to fill them returns.</summary>
internal sealed class NewTensors : IDisposable
{
    private IDisposable? _first, _second;

    public TTensor Add<TTensor>(TTensor tensor) where TTensor : IDisposable
    {
        (_first, _second) = (tensor, _first);
        return tensor;
    }

    public void Keep() => (_first, _second) = (null, null);

    public void Dispose()
    {
        _first?.Dispose();
        _second?.Dispose();
    }
}
