using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>The arguments of one call of gated slot attention on a GPU. Optional tensors are null when absent.</summary>
internal readonly struct SlotDeviceArguments<T> where T : unmanaged
{
    public required CudaStream Stream { get; init; }
    public required DeviceTensor<T> Q { get; init; }
    public required DeviceTensor<T> K { get; init; }
    public required DeviceTensor<T> V { get; init; }
    public required DeviceTensor<T> S { get; init; }
    public required DeviceTensor<float> G { get; init; }
    public float? Scale { get; init; }
    public DeviceTensor<float>? InitialKeyState { get; init; }
    public DeviceTensor<float>? InitialValueState { get; init; }
    public PackedSequences? CuSeqlens { get; init; }
    public OpOptions? Options { get; init; }

    /// <summary>The same for the checks that calls on CPUs have, too.</summary>
    /// <exception cref="ArgumentException">A tensor is missing, or on another GPU than the stream.</exception>
    public SlotArguments<T> OnHost() => new()
    {
        Q = Required(Q, "q"),
        K = Required(K, "k"),
        V = Required(V, "v"),
        S = Required(S, "s"),
        G = Required(G, "g"),
        Scale = Scale,
        InitialKeyState = Optional(InitialKeyState, "initialKeyState"),
        InitialValueState = Optional(InitialValueState, "initialValueState"),
        CuSeqlens = CuSeqlens is null ? default : CuSeqlens.Boundaries,
        Options = Options,
        Stream = Stream,
        Packed = CuSeqlens is null ? null : Here(CuSeqlens),
    };

    public TensorSpan<TAny> Output<TAny>(DeviceTensor<TAny>? tensor, string name) where TAny : unmanaged =>
        tensor is null ? default : DeviceSpans.Writable(Here(tensor, name));

    /// <summary>A launch has their addresses only: a finalizer must not free them before it is queued.</summary>
    public void KeepAlive()
    {
        GC.KeepAlive(Q);
        GC.KeepAlive(K);
        GC.KeepAlive(V);
        GC.KeepAlive(S);
        GC.KeepAlive(G);
        GC.KeepAlive(InitialKeyState);
        GC.KeepAlive(InitialValueState);
        GC.KeepAlive(CuSeqlens);
    }

    private ReadOnlyTensorSpan<TAny> Required<TAny>([NotNull] DeviceTensor<TAny>? tensor, string name) where TAny : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        return DeviceSpans.Of(Here(tensor, name));
    }

    private ReadOnlyTensorSpan<TAny> Optional<TAny>(DeviceTensor<TAny>? tensor, string name) where TAny : unmanaged =>
        tensor is null ? default : DeviceSpans.Of(Here(tensor, name));

    private PackedSequences Here(PackedSequences packed)
    {
        Here(packed.OnDevice, "cuSeqlens");
        return packed;
    }

    private DeviceTensor<TAny> Here<TAny>(DeviceTensor<TAny> tensor, string name) where TAny : unmanaged => DeviceSpans.Here(tensor, Stream, name);
}
