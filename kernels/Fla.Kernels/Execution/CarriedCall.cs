namespace Fla;

/// <summary>
/// A call whose sequences are cut into segments, of a recurrence that decays channel by channel: the segments run for their final states alone,
/// these are carried along, and then all segments run from where they start. <see cref="CarryTemplates"/> says how.
/// </summary>
internal readonly unsafe struct CarriedCall<T> where T : unmanaged
{
    private readonly RecurrenceCall<T> _added, _whole;
    private readonly SegmentKeptCall _kept;
    private readonly SegmentCarryCall _carry;

    /// <param name="call">A call for which <see cref="RecurrenceCall{T}.IsFlat"/> holds.</param>
    /// <param name="segments">Where it is cut.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes, for as long as the passes run.</param>
    public CarriedCall(in RecurrenceCall<T> call, in Segments segments, byte* scratch)
    {
        long s = segments.Count, hv = call.V.LongDim(2), k = call.Q.LongDim(3), v = call.V.LongDim(3);
        float* added = Scratch.Take<float>(ref scratch, s * hv * k * v), starts = Scratch.Take<float>(ref scratch, s * hv * k * v), kept = Scratch.Take<float>(ref scratch, s * hv * k);
        RecurrenceCall<T> flat = call.Flat(segments);
        _added = flat with
        {
            // Without rows: nobody reads queries or writes outputs.
            Q = new(call.Q.Data, [1, 0, call.Q.LongDim(2), k], [0, 0, 0, 1]),
            H0 = default,
            O = new(call.O.Data, [1, 0, hv, v], [0, 0, 0, 1]),
            Ht = new(added, [s, hv, k, v]),
        };
        _whole = flat with { H0 = new(starts, [s, hv, k, v]), Ht = default };
        bool forgets = call.Kind.Decay != Decay.None;
        _kept = new(flat.G, segments.Bounds, new(kept, [s, hv, k]));
        _carry = new()
        {
            Kept = forgets ? new(kept, [s, hv, k]) : default,
            Added = new(added, [s, hv, k, v]),
            H0 = call.H0,
            Firsts = segments.Firsts,
            PerSequence = segments.PerSequence,
            Starts = new(starts, [s, hv, k, v]),
            Ht = call.Ht,
            Sequences = call.Sequences,
        };
    }

    /// <summary>Bytes of memory that the passes need between them.</summary>
    public static long ScratchBytes(in RecurrenceCall<T> call, in Segments segments)
    {
        long states = segments.Count * call.V.LongDim(2) * call.Q.LongDim(3);
        return (2 * Scratch.Bytes<float>(states * call.V.LongDim(3))) + Scratch.Bytes<float>(states);
    }

    /// <summary>All passes, in their order.</summary>
    public void Run<TPasses>(TPasses on) where TPasses : ICarryPasses<T>, allows ref struct
    {
        on.Run(_added);
        if (!_carry.Kept.IsEmpty)
            on.Kept(_kept);
        on.Carry(_carry);
        on.Run(_whole);
    }
}

/// <summary>What the passes of a <see cref="CarriedCall{T}"/> run on, in their order: a stream, or a test's machine.</summary>
internal interface ICarryPasses<T> where T : unmanaged
{
    void Run(in RecurrenceCall<T> call);

    void Kept(in SegmentKeptCall call);

    void Carry(in SegmentCarryCall call);
}

/// <summary>One launch of <see cref="CarryTemplates.SegmentKept"/>.</summary>
/// <param name="G">[1, T, HV] or [1, T, HV, K].</param>
/// <param name="Bounds">[S + 1].</param>
/// <param name="Product">[S, HV, K].</param>
internal readonly record struct SegmentKeptCall(In<float> G, In<long> Bounds, Out<float> Product)
{
    public Grid Grid => new(1, Product.Dim(1), Product.Dim(0));
}

/// <summary>One launch of <see cref="CarryTemplates.SegmentCarry"/>.</summary>
internal readonly struct SegmentCarryCall
{
    /// <summary>[S, HV, K], or absent where nothing is forgotten.</summary>
    public required In<float> Kept { get; init; }

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
