namespace Fla;

/// <summary>What the passes of a <see cref="SegmentedCall{T}"/> run on, in their order: a stream, or a test's machine.</summary>
internal interface ISegmentPasses<T> where T : unmanaged
{
    void Run(in RecurrenceCall<T> call);

    void Round(in SegmentRoundCall<T> call);

    void Scan(in SegmentScanCall<T> call);

    void Apply(in SegmentApplyCall<T> call);
}

/// <summary>One launch of <see cref="SegmentTemplates.SegmentRound{TElem}"/>.</summary>
/// <param name="Transitions">[S, HV, K, K].</param>
/// <param name="Parts">[S, HV, 2, K, K].</param>
internal readonly record struct SegmentRoundCall<T>(In<float> Transitions, Out<T> Parts) where T : unmanaged
{
    public Grid Grid(int slice) => new((Transitions.Dim(3) + slice - 1) / slice, Transitions.Dim(1), Transitions.Dim(0));
}

/// <summary>One launch of <see cref="SegmentTemplates.SegmentScan{TElem}"/>.</summary>
internal readonly struct SegmentScanCall<T> where T : unmanaged
{
    /// <summary>[S, HV, 2, K, K].</summary>
    public required In<T> Parts { get; init; }

    /// <summary>[S, HV, K, V].</summary>
    public required In<float> Added { get; init; }

    /// <summary>[N, HV, K, V] or absent.</summary>
    public required In<float> H0 { get; init; }

    /// <summary>[N + 1] or absent.</summary>
    public required In<long> Firsts { get; init; }

    /// <summary>Segments of each sequence, without <see cref="Firsts"/>.</summary>
    public required int PerSequence { get; init; }

    /// <summary>[S, HV, K, V].</summary>
    public required Out<float> Starts { get; init; }

    /// <summary>[N, HV, K, V] or absent; may be the memory of <see cref="H0"/>.</summary>
    public required Out<float> Ht { get; init; }

    /// <summary>N.</summary>
    public required int Sequences { get; init; }

    public Grid Grid(int slice) => new((Added.Dim(3) + slice - 1) / slice, Added.Dim(1), Sequences);
}

/// <summary>One launch of <see cref="SegmentTemplates.SegmentApply{TElem}"/>.</summary>
internal readonly struct SegmentApplyCall<T> where T : unmanaged
{
    /// <summary>[1, T, HV, K].</summary>
    public required In<T> Reach { get; init; }

    /// <summary>[S, HV, K, V].</summary>
    public required In<float> Starts { get; init; }

    /// <summary>[S + 1].</summary>
    public required In<long> Bounds { get; init; }

    /// <summary>[1, T, HV, V]: what <see cref="O"/> holds before.</summary>
    public required In<T> Local { get; init; }

    /// <summary>[1, T, HV, V].</summary>
    public required Out<T> O { get; init; }

    public Grid Grid(int slice) => new((Starts.Dim(3) + slice - 1) / slice, Starts.Dim(1), Starts.Dim(0));
}
