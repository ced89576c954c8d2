using Fla.Cuda;

namespace Fla;

/// <summary>
/// Whether the sequences of a call are cut, and where: few heads and a long sequence leave a GPU idle. By the cost model alone, so the same
/// call is always cut alike.
/// </summary>
internal static class SequenceSplit
{
    /// <summary>Chosen segments are a multiple of it: whole chunks of every variant.</summary>
    private const int Unit = 64;

    /// <summary>Segments that a caller asks for are a multiple of it: of the smallest chunk.</summary>
    private const int LeastUnit = 16;

    /// <summary>What is expected of a cut must be clearly less: an expectation is crude.</summary>
    private const double Gain = 0.8;

    /// <summary>Four launches more than one, each waiting for the last block of the one before: about ten microseconds.</summary>
    private const double LaunchCycles = 20_000;

    /// <summary>Most blocks of a grid along Z.</summary>
    private const int MostSegments = ushort.MaxValue;

    /// <param name="Length">Tokens of a segment; 0 when nothing is cut.</param>
    /// <param name="Cycles">What the cost model expects of the call.</param>
    internal readonly record struct Cut(long Length, double Cycles);

    /// <summary>What the cost model expects to be fastest with a variant.</summary>
    /// <param name="op">The op.</param>
    /// <param name="variant">A variant of its family.</param>
    /// <param name="k">K of the call.</param>
    /// <param name="work">The call.</param>
    /// <param name="device">The GPU.</param>
    /// <param name="even">Whether all segments must have the same length.</param>
    internal static Cut Choose(Recurrence op, KernelVariant variant, int k, in Work work, CudaLimits device, bool even)
    {
        int slice = op.Family.SliceOf(variant);
        long blocks = Slices(work.Columns, slice) * work.Walks;
        Cut best = new(0, Heuristic.Cycles(variant.Resources, blocks, work.Tokens, device));
        long room = (long)device.Multiprocessors * device.BlocksAtOnce(variant.Resources), most = Math.Min(room / Math.Max(blocks, 1), work.Tokens / Unit);
        if (most < 2 || !device.HasStreamMemory || JoiningKernels.Find(op, variant, k, device) is not { } join)
            return best;

        double least = best.Cycles * Gain;
        for (long wanted = 2; wanted <= most; wanted++)
        {
            long length = RoundUp(work.Tokens, wanted, Unit), segments = (work.Tokens + length - 1) / length;
            if (segments != wanted || (even && work.Tokens % length != 0))
                continue;
            double cycles = Heuristic.Cycles(variant.Resources, blocks * segments, length, device) + LaunchCycles + join.Cycles(variant, slice, k, work, length, segments, device);
            if (cycles < least)
                (best, least) = (new(length, cycles), cycles);
        }

        return best;
    }

    /// <summary>Tokens of a segment of a call; 0 when it runs in one piece.</summary>
    /// <param name="call">The call.</param>
    /// <param name="variant">What runs it.</param>
    /// <param name="forced">How many segments the caller wants, or null.</param>
    /// <param name="device">The GPU.</param>
    /// <exception cref="InvalidOperationException">What the caller wants cannot be done.</exception>
    internal static long LengthOf<T>(in RecurrenceCall<T> call, KernelVariant variant, int? forced, CudaLimits device) where T : unmanaged
    {
        if (forced == 1 || call.Longest <= LeastUnit)
            return 0;
        long tokens = call.Q.LongDim(0) * call.Q.LongDim(1), longest = call.Longest;
        int all = call.Sequences, k = call.Q.Dim(3);
        bool even = call.Packed is null && call.Q.LongDim(0) > 1;
        string? obstacle = !call.Op.IsLinear ? "what it gives is not linear in its state"
            : !device.HasStreamMemory ? "the GPU's driver has no memory pools"
            : JoiningKernels.Find(call.Op, variant, k, device) is null ? $"no kernel that joins segments of {variant.Element}, K = {k}, fits the GPU"
            : !call.IsFlat ? "the sequences of the batch do not lie behind each other in memory; make the tensors dense"
            : null;
        if (forced is { } segments)
        {
            long wanted = RoundUp(longest, segments, LeastUnit);
            if (even && wanted < longest && longest % wanted != 0)
                obstacle ??= $"B = {call.Q.LongDim(0)} sequences of {longest} tokens have no {segments} equal segments of a multiple of {LeastUnit} tokens; pass PackedSequences";
            return obstacle is null
                ? Allowed(wanted)
                : throw new InvalidOperationException($"{call.Op.Name}: options ask for {segments} segments, but {obstacle}. Leave Segments null, or 1.");
        }

        // Packed sequences count as many of the longest as they have tokens for.
        int sequences = call.Packed is null ? call.Sequences : (int)((tokens + longest - 1) / longest);
        return obstacle is null ? Allowed(Choose(call.Op, variant, k, new(call.Op.Family, sequences, call.V.Dim(2), call.V.Dim(3), longest), device, even).Length) : 0;

        long Allowed(long length) => length > 0 && length < longest && all + (tokens / length) <= MostSegments ? length : 0;
    }

    /// <summary>The tokens of each of some segments, rounded up.</summary>
    private static long RoundUp(long tokens, long segments, int unit) => (((tokens + segments - 1) / segments) + unit - 1) / unit * unit;

    internal static long Slices(int columns, int slice) => (columns + slice - 1) / slice;
}
