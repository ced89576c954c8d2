namespace Fla;

/// <summary>
/// A call whose sequences are cut into segments that run side by side: (state, v) → (o, final state) is linear, so a segment runs before the
/// state at its start is known. <see cref="SegmentTemplates"/> says how the parts are joined.
/// </summary>
internal readonly unsafe struct SegmentedCall<T> where T : unmanaged
{
    /// <summary>The largest K: rows of the identity that a call is given.</summary>
    public const int MaxK = 256;

    private readonly RecurrenceCall<T> _local, _transitions;
    private readonly SegmentRoundCall<T> _round;
    private readonly SegmentScanCall<T> _scan;
    private readonly SegmentApplyCall<T> _apply;

    /// <param name="call">A call for which <see cref="RecurrenceCall{T}.IsFlat"/> holds.</param>
    /// <param name="segments">Where it is cut.</param>
    /// <param name="identity">[256, 256].</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes, for as long as the passes run.</param>
    public SegmentedCall(in RecurrenceCall<T> call, in Segments segments, float* identity, byte* scratch)
    {
        long tokens = Tokens(call), s = segments.Count, hv = call.V.LongDim(2), k = call.Q.LongDim(3), v = call.V.LongDim(3);
        float* added = Scratch.Take<float>(ref scratch, s * hv * k * v), starts = Scratch.Take<float>(ref scratch, s * hv * k * v);
        float* transitions = Scratch.Take<float>(ref scratch, s * hv * k * k);
        T* parts = Scratch.Take<T>(ref scratch, s * hv * 2 * k * k), reach = Scratch.Take<T>(ref scratch, tokens * hv * k);
        RecurrenceCall<T> flat = call.Flat(segments);
        Out<T> o = flat.O;
        _local = flat with { H0 = default, Ht = new(added, [s, hv, k, v]) };
        _transitions = _local with
        {
            // It has no rows: what lies outside of a tensor is zero, and nobody loads it.
            V = new(call.V.Data, [1, 0, hv, k], [0, 0, 0, 1]),
            H0 = new(identity, [s, hv, k, k], [0, 0, MaxK, 1]),
            O = new(reach, [1, tokens, hv, k]),
            Ht = new(transitions, [s, hv, k, k]),
        };
        _round = new(new(transitions, [s, hv, k, k]), new(parts, [s, hv, 2, k, k]));
        _scan = new()
        {
            Parts = new(parts, [s, hv, 2, k, k]),
            Added = new(added, [s, hv, k, v]),
            H0 = call.H0,
            Firsts = segments.Firsts,
            PerSequence = segments.PerSequence,
            Starts = new(starts, [s, hv, k, v]),
            Ht = call.Ht,
            Sequences = call.Sequences,
        };
        _apply = new()
        {
            Reach = new(reach, [1, tokens, hv, k]),
            Starts = new(starts, [s, hv, k, v]),
            Bounds = segments.Bounds,
            Local = new(o.Data, [1, tokens, hv, v], [0, o.Stride(1), o.Stride(2), 1]),
            O = o,
        };
    }

    /// <summary>Bytes of memory that the passes need between them.</summary>
    public static long ScratchBytes(in RecurrenceCall<T> call, in Segments segments)
    {
        long hv = call.V.LongDim(2), k = call.Q.LongDim(3), v = call.V.LongDim(3), states = segments.Count * hv;
        return (2 * Scratch.Bytes<float>(states * k * v)) + Scratch.Bytes<float>(states * k * k)
            + Scratch.Bytes<T>(states * 2 * k * k) + Scratch.Bytes<T>(Tokens(call) * hv * k);
    }

    /// <summary>All passes, in their order.</summary>
    public void Run<TPasses>(TPasses on) where TPasses : ISegmentPasses<T>, allows ref struct
    {
        on.Run(_local);
        on.Run(_transitions);
        on.Round(_round);
        on.Scan(_scan);
        on.Apply(_apply);
    }

    private static long Tokens(in RecurrenceCall<T> call) => call.Q.LongDim(0) * call.Q.LongDim(1);
}
