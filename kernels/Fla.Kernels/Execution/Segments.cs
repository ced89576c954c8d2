namespace Fla;

/// <summary>Where the sequences of a call are cut. The tensors are in the GPU's memory.</summary>
internal readonly struct Segments
{
    /// <summary>[S + 1]: the first token of each segment, and the end of the last.</summary>
    public required In<long> Bounds { get; init; }

    /// <summary>[N + 1]: the first segment of each sequence; absent when each has <see cref="PerSequence"/>.</summary>
    public required In<long> Firsts { get; init; }

    public required int PerSequence { get; init; }

    /// <summary>S.</summary>
    public required int Count { get; init; }

    /// <summary>Most tokens of a segment.</summary>
    public required long Length { get; init; }
}
