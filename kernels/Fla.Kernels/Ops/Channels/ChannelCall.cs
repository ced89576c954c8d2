using Fla.Cuda;

namespace Fla;

/// <summary>One valid call of an op over channels, over pinned memory or that of a GPU. Absent tensors are <c>default</c>.</summary>
internal readonly struct ChannelCall<T> where T : unmanaged
{
    public required ChannelOp Op { get; init; }
    public required In<T> X { get; init; }
    public required In<T> Gate { get; init; }
    public required In<T> Weight { get; init; }
    public required In<T> Bias { get; init; }
    public required In<float> G { get; init; }
    public required In<float> Rate { get; init; }
    public required In<float> Offset { get; init; }
    public required In<float> H0 { get; init; }
    public required In<long> CuSeqlens { get; init; }
    public required Out<T> Y { get; init; }
    public required Out<float> Floats { get; init; }
    public required Out<float> Ht { get; init; }
    public required ChannelSettings Settings { get; init; }
    public required PackedSequences? Packed { get; init; }
    public required ChannelWork Work { get; init; }
}

/// <summary>How much one call has to do.</summary>
/// <param name="Op">The op.</param>
/// <param name="Sequences">Sequences, or batches of rows.</param>
/// <param name="Heads">Heads, where the op has them.</param>
/// <param name="Tokens">Tokens of the longest sequence, or rows.</param>
/// <param name="Columns">Channels.</param>
/// <param name="Piece">Tokens of a piece that is computed for itself; 0 for whole sequences.</param>
internal readonly record struct ChannelWork(ChannelOp Op, long Sequences, long Heads, long Tokens, long Columns, int Piece = 0) : IWorkload<KernelVariant>
{
    public bool IsEmpty => Op.IsEmpty(this);

    public WorkSize Size => new(Tokens, Sequences * Heads);

    public long Programs(KernelVariant variant) => Op.GridOf(variant, this).Count;

    public long Extent(KernelVariant variant) => Op.ExtentOf(variant, this);

    /// <summary>The key of a call.</summary>
    public Problem Problem(ElementType element, int threads) => new(Op.Space, element, new Dims((int)Columns), Size, threads);
}
