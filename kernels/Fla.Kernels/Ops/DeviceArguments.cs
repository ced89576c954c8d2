using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>The arguments of one call of an op on a GPU. Optional tensors are null when absent.</summary>
internal readonly struct DeviceArguments<T> where T : unmanaged
{
    public required Recurrence Op { get; init; }
    public required CudaStream Stream { get; init; }
    public required DeviceTensor<T> Q { get; init; }
    public required DeviceTensor<T> K { get; init; }
    public required DeviceTensor<T> V { get; init; }
    public DeviceTensor<float>? G { get; init; }
    public DeviceTensor<T>? Beta { get; init; }
    public DeviceTensor<T>? U { get; init; }
    public DeviceTensor<T>? A { get; init; }
    public DeviceTensor<T>? B { get; init; }
    public DeviceTensor<T>? W { get; init; }
    public int Steps { get; init; }
    public Layer Layer { get; init; }
    public float? Scale { get; init; }
    public DeviceTensor<float>? InitialState { get; init; }
    public DeviceTensor<float>? InitialKeySums { get; init; }
    public bool Normalize { get; init; }
    public PackedSequences? CuSeqlens { get; init; }
    public OpOptions? Options { get; init; }

    /// <summary>The same for the checks that calls on CPUs have, too.</summary>
    /// <exception cref="ArgumentException">A tensor is missing, or on another GPU than the stream.</exception>
    public RecurrenceArguments<T> OnHost() => new()
    {
        Op = Op,
        Q = Required(Q, "q"),
        K = Required(K, "k"),
        V = Required(V, "v"),
        G = Op.HasGates ? Required(G, Op.Gates) : default,
        Beta = Op.HasBeta ? Required(Beta, "beta") : default,
        U = Op.HasBonus ? Required(U, "u") : default,
        A = Op.ReadKeys is { } readKeys ? Required(A, readKeys) : default,
        B = Op.HasB ? Required(B, "b") : default,
        W = Op.HasChannelGates ? Required(W, "w") : default,
        Steps = Steps,
        Layer = Layer,
        Scale = Scale,
        InitialState = Optional(InitialState, "initialState"),
        InitialKeySums = Optional(InitialKeySums, "initialKeySums"),
        Normalize = Normalize,
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
        GC.KeepAlive(G);
        GC.KeepAlive(Beta);
        GC.KeepAlive(U);
        GC.KeepAlive(A);
        GC.KeepAlive(B);
        GC.KeepAlive(W);
        GC.KeepAlive(InitialState);
        GC.KeepAlive(InitialKeySums);
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
