using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>The arguments of one call of an op of the delta family on a GPU. Optional tensors are null when absent.</summary>
internal readonly struct DeviceArguments<T> where T : unmanaged
{
    public required string Op { get; init; }
    public required Decay Decay { get; init; }
    public required CudaStream Stream { get; init; }
    public required DeviceTensor<T> Q { get; init; }
    public required DeviceTensor<T> K { get; init; }
    public required DeviceTensor<T> V { get; init; }
    public DeviceTensor<float>? G { get; init; }
    public required DeviceTensor<T> Beta { get; init; }
    public float? Scale { get; init; }
    public DeviceTensor<float>? InitialState { get; init; }
    public bool Normalize { get; init; }
    public PackedSequences? CuSeqlens { get; init; }
    public OpOptions? Options { get; init; }

    /// <summary>The same for the checks that calls on CPUs have, too.</summary>
    /// <exception cref="ArgumentException">A tensor is missing, or on another GPU than the stream.</exception>
    public DeltaArguments<T> OnHost() => new()
    {
        Op = Op,
        Decay = Decay,
        Q = Required(Q, "q"),
        K = Required(K, "k"),
        V = Required(V, "v"),
        G = Decay == Decay.None ? default : Required(G, "g"),
        Beta = Required(Beta, "beta"),
        Scale = Scale,
        InitialState = Optional(InitialState, "initialState"),
        Normalize = Normalize,
        CuSeqlens = CuSeqlens is null ? default : CuSeqlens.Boundaries,
        Options = Options,
        Stream = Stream,
        Packed = CuSeqlens is null ? null : Here(CuSeqlens),
    };

    public TensorSpan<TAny> Output<TAny>(DeviceTensor<TAny>? tensor, string name) where TAny : unmanaged =>
        tensor is null ? default : DeviceSpans.Writable(Here(tensor, name));

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

    private DeviceTensor<TAny> Here<TAny>(DeviceTensor<TAny> tensor, string name) where TAny : unmanaged => tensor.Device == Stream.Device
        ? tensor
        : throw new ArgumentException($"{name}: expected a tensor on GPU {Stream.Device.Ordinal}, as the stream is, got one on GPU {tensor.Device.Ordinal}. Copy it there first.", name);
}
