namespace Fla;

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
