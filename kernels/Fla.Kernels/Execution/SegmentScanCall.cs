namespace Fla;

/// <summary>One launch of <see cref="SegmentTemplates.SegmentScan{TElem}"/>.</summary>
internal readonly struct SegmentScanCall
{
    /// <summary>[S, HV, K, K].</summary>
    public required In<float> Transitions { get; init; }

    /// <summary>[S, HV, K, V].</summary>
    public required In<float> Added { get; init; }

    /// <summary>[N, HV, K, V] or absent.</summary>
    public required In<float> H0 { get; init; }

    /// <summary>[N + 1]: the first segment of each sequence; absent when each has <see cref="PerSequence"/>.</summary>
    public required In<long> Firsts { get; init; }

    public required int PerSequence { get; init; }

    /// <summary>[S, HV, K, V].</summary>
    public required Out<float> Starts { get; init; }

    /// <summary>[N, HV, K, V] or absent; may be the memory of <see cref="H0"/>.</summary>
    public required Out<float> Ht { get; init; }

    /// <summary>N.</summary>
    public required int Sequences { get; init; }

    public Grid Grid(int slice) => new((Added.Dim(3) + slice - 1) / slice, Added.Dim(1), Sequences);
}
