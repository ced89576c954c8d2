using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>The arguments of one call of an op of the delta family, as the caller gave them. Optional tensors are <c>default</c> when absent.</summary>
internal readonly ref struct DeltaArguments<T> where T : unmanaged
{
    public required string Op { get; init; }
    public required Decay Decay { get; init; }
    public required ReadOnlyTensorSpan<T> Q { get; init; }
    public required ReadOnlyTensorSpan<T> K { get; init; }
    public required ReadOnlyTensorSpan<T> V { get; init; }
    public ReadOnlyTensorSpan<float> G { get; init; }
    public required ReadOnlyTensorSpan<T> Beta { get; init; }
    [NotInKey("one factor on o, in every variant")]
    public float? Scale { get; init; }
    [NotInKey("read once a sequence, by every variant")]
    public ReadOnlyTensorSpan<float> InitialState { get; init; }
    [NotInKey("the same walk over q and k in every variant")]
    public bool Normalize { get; init; }
    public ReadOnlySpan<long> CuSeqlens { get; init; }
    public OpOptions? Options { get; init; }
    [NotInKey("each GPU has a dispatcher of its own")]
    public CudaStream? Stream { get; init; }
    [NotInKey("the boundaries once more, where a GPU reads them")]
    public PackedSequences? Packed { get; init; }
}

/// <summary>The axes that the arguments agreed on.</summary>
internal readonly record struct DeltaShape(long B, long T, long H, long HV, long K, long V, long N);
