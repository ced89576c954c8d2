using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>The arguments of one call of an op over channels, by what they are to its kernels. Absent tensors are <c>default</c>.</summary>
internal readonly ref struct ChannelArguments<T> where T : unmanaged
{
    public required ChannelOp Op { get; init; }
    public required ReadOnlyTensorSpan<T> X { get; init; }
    public ReadOnlyTensorSpan<T> Gate { get; init; }
    public ReadOnlyTensorSpan<T> Weight { get; init; }
    public ReadOnlyTensorSpan<T> Bias { get; init; }
    public ReadOnlyTensorSpan<float> G { get; init; }
    public ReadOnlyTensorSpan<float> Rate { get; init; }
    public ReadOnlyTensorSpan<float> Offset { get; init; }
    public ReadOnlyTensorSpan<float> InitialState { get; init; }
    public TensorSpan<T> Y { get; init; }
    public TensorSpan<float> Floats { get; init; }
    public TensorSpan<float> FinalState { get; init; }

    /// <summary>What the op's own switches say.</summary>
    public ChannelSettings Settings { get; init; }
    public ReadOnlySpan<long> CuSeqlens { get; init; }
    public PackedSequences? Packed { get; init; }
    public CudaStream? Stream { get; init; }
    public OpOptions? Options { get; init; }
}

/// <summary>The switches of ops over channels.</summary>
/// <param name="Epsilon">What keeps a norm from dividing by zero.</param>
/// <param name="Flag">SiLU after a convolution, SiLU in place of sigmoid in a gated norm, from the last token in a running sum.</param>
/// <param name="Piece">Tokens of each piece that is summed for itself; 0 for whole sequences.</param>
internal readonly record struct ChannelSettings(float Epsilon = 0, bool Flag = false, int Piece = 0);
