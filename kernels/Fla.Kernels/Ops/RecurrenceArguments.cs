using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>The arguments of one call of an op, as the caller gave them. Optional tensors are <c>default</c> when absent.</summary>
internal readonly ref struct RecurrenceArguments<T> where T : unmanaged
{
    public required Recurrence Op { get; init; }
    public required ReadOnlyTensorSpan<T> Q { get; init; }
    public required ReadOnlyTensorSpan<T> K { get; init; }
    public required ReadOnlyTensorSpan<T> V { get; init; }
    public ReadOnlyTensorSpan<float> G { get; init; }
    public ReadOnlyTensorSpan<T> Beta { get; init; }
    [NotInKey("read once a program, by every variant")]
    public ReadOnlyTensorSpan<T> U { get; init; }
    public ReadOnlyTensorSpan<T> A { get; init; }
    public ReadOnlyTensorSpan<T> B { get; init; }
    public ReadOnlyTensorSpan<T> W { get; init; }
    public int Steps { get; init; }
    [NotInKey("a number a head, whatever it is")]
    public Layer Layer { get; init; }
    [NotInKey("one factor on o, in every variant")]
    public float? Scale { get; init; }
    [NotInKey("read once a sequence, by every variant")]
    public ReadOnlyTensorSpan<float> InitialState { get; init; }
    [NotInKey("read once a sequence, by every variant")]
    public ReadOnlyTensorSpan<float> InitialKeySums { get; init; }
    [NotInKey("the same walk over q and k in every variant")]
    public bool Normalize { get; init; }
    public ReadOnlySpan<long> CuSeqlens { get; init; }
    public OpOptions? Options { get; init; }
    [NotInKey("each GPU has a dispatcher of its own")]
    public CudaStream? Stream { get; init; }
    [NotInKey("the boundaries once more, where a GPU reads them")]
    public PackedSequences? Packed { get; init; }
}

/// <summary>What a call writes. Optional tensors are <c>default</c> when absent.</summary>
internal readonly ref struct RecurrenceOutputs<T> where T : unmanaged
{
    public required TensorSpan<T> O { get; init; }
    public TensorSpan<float> FinalState { get; init; }
    public TensorSpan<float> FinalKeySums { get; init; }
}

/// <summary>The axes that the arguments agreed on.</summary>
internal readonly record struct RecurrenceShape(long B, long T, long H, long HV, long K, long V, long N);
