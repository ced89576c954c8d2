using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>The arguments of one call of gated slot attention, as the caller gave them. Optional tensors are <c>default</c> when absent.</summary>
internal readonly ref struct SlotArguments<T> where T : unmanaged
{
    public required ReadOnlyTensorSpan<T> Q { get; init; }
    public required ReadOnlyTensorSpan<T> K { get; init; }
    public required ReadOnlyTensorSpan<T> V { get; init; }
    public required ReadOnlyTensorSpan<T> S { get; init; }
    public required ReadOnlyTensorSpan<float> G { get; init; }
    public float? Scale { get; init; }
    public ReadOnlyTensorSpan<float> InitialKeyState { get; init; }
    public ReadOnlyTensorSpan<float> InitialValueState { get; init; }
    public ReadOnlySpan<long> CuSeqlens { get; init; }
    public OpOptions? Options { get; init; }
    public CudaStream? Stream { get; init; }
    public PackedSequences? Packed { get; init; }

    /// <summary>What the checks of other ops can see of it.</summary>
    public RecurrenceArguments<T> WithoutSlots => new() { Op = Recurrences.LinearAttention, Q = Q, K = K, V = V, Scale = Scale, CuSeqlens = CuSeqlens, Options = Options };
}

/// <summary>What a call writes. Optional tensors are <c>default</c> when absent.</summary>
internal readonly ref struct SlotOutputs<T> where T : unmanaged
{
    public required TensorSpan<T> O { get; init; }
    public TensorSpan<float> FinalKeyState { get; init; }
    public TensorSpan<float> FinalValueState { get; init; }
}

/// <summary>The axes that the arguments agreed on.</summary>
internal readonly record struct SlotShape(long B, long T, long H, long HV, long K, long V, long M, long N)
{
    public nint[] O => [(nint)B, (nint)T, (nint)HV, (nint)V];

    public nint[] KeyState => [(nint)N, (nint)HV, (nint)K, (nint)M];

    public nint[] ValueState => [(nint)N, (nint)HV, (nint)M, (nint)V];

    /// <summary>The scores of all tokens.</summary>
    public long Scores => B * T * HV * M;
}
