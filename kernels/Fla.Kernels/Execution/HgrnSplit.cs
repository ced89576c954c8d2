using Fla.Cuda;

namespace Fla;

/// <summary>
/// A gated scan on a GPU whose sequences are cut into segments: few channels and a long sequence leave most of it idle. The segments run for what
/// they add and keep alone, these are carried along, and then all segments run from where they start.
/// </summary>
internal static unsafe class HgrnSplit
{
    /// <summary>Chosen segments are a multiple of it: whole chunks.</summary>
    private const int Unit = 64;

    /// <summary>Segments that a caller asks for are a multiple of it.</summary>
    private const int LeastUnit = 16;

    /// <summary>What is expected of a cut must be clearly less: an expectation is crude.</summary>
    private const double Gain = 0.8;

    /// <summary>Two launches more than one, each waiting for the last block of the one before.</summary>
    private const double LaunchCycles = 10_000;

    /// <summary>Most blocks of a grid along Y.</summary>
    private const int MostSegments = ushort.MaxValue;

    /// <summary>Tokens of a segment of a call; 0 when it runs in one piece.</summary>
    /// <param name="call">The call.</param>
    /// <param name="variant">What runs it.</param>
    /// <param name="forced">How many segments the caller wants, or null.</param>
    /// <param name="device">The GPU.</param>
    /// <exception cref="InvalidOperationException">What the caller wants cannot be done.</exception>
    public static long LengthOf<T>(in ChannelCall<T> call, HgrnChunkKernel.Variant variant, int? forced, CudaLimits device) where T : unmanaged
    {
        long longest = call.Work.Tokens;
        if (forced == 1 || longest <= LeastUnit)
            return 0;
        long tokens = call.X.LongDim(0) * call.X.LongDim(1), all = call.Work.Sequences;
        bool even = call.Packed is null && call.X.LongDim(0) > 1;
        string? obstacle = !device.HasStreamMemory ? "the GPU's driver has no memory pools"
            : Carry(device) is null ? "no kernel that joins segments fits the GPU"
            : !call.X.IsFlat() || !call.G.IsFlat() || call.Y.LongDim(0) > 1 && call.Y.Stride(0) != call.Y.LongDim(1) * call.Y.Stride(1)
                ? "the sequences of the batch do not lie behind each other in memory; make the tensors dense"
            : null;
        if (forced is { } segments)
        {
            long wanted = RoundUp(longest, segments, LeastUnit);
            if (even && wanted < longest && longest % wanted != 0)
                obstacle ??= $"B = {call.X.LongDim(0)} sequences of {longest} tokens have no {segments} equal segments of a multiple of {LeastUnit} tokens; pass PackedSequences";
            return obstacle is null
                ? Allowed(wanted)
                : throw new InvalidOperationException($"{call.Op.Name}: options ask for {segments} segments, but {obstacle}. Leave Segments null, or 1.");
        }

        // Packed sequences count as many of the longest as they have tokens for.
        long sequences = call.Packed is null ? all : (tokens + longest - 1) / longest;
        return obstacle is null ? Allowed(Choose(variant, call.Work with { Sequences = sequences }, even, device).Length) : 0;

        long Allowed(long length) => length > 0 && length < longest && all + (tokens / length) <= MostSegments ? length : 0;
    }

    /// <summary>What the cost model expects to be fastest: tokens of a segment, 0 for one piece, and cycles.</summary>
    internal static (long Length, double Cycles) Choose(HgrnChunkKernel.Variant variant, in ChannelWork work, bool even, CudaLimits device)
    {
        long blocks = work.Programs(variant), room = (long)device.Multiprocessors * device.BlocksAtOnce(variant.Resources);
        (long Length, double Cycles) best = (0, Heuristic.Cycles(variant.Resources, blocks, work.Tokens, device));
        long most = Math.Min(room / Math.Max(blocks, 1), work.Tokens / Unit);
        if (most < 2 || !device.HasStreamMemory || Carry(device) is not { } carry)
            return best;
        double least = best.Cycles * Gain;
        for (long wanted = 2; wanted <= most; wanted++)
        {
            long length = RoundUp(work.Tokens, wanted, Unit), segments = (work.Tokens + length - 1) / length;
            if (segments != wanted || even && work.Tokens % length != 0)
                continue;
            double cycles = (2 * Heuristic.Cycles(variant.Resources, blocks * segments, length, device)) + LaunchCycles
                + Heuristic.Cycles(carry.Resources, (work.Columns + carry.BD - 1) / carry.BD * work.Sequences, segments, device);
            if (cycles < least)
                (best, least) = ((length, cycles), cycles);
        }

        return best;
    }

    /// <summary>All passes; returns the segments of the longest sequence.</summary>
    public static int Launch<T>(in ChannelCall<T> call, HgrnChunkKernel.Variant variant, long length, CudaStream stream) where T : unmanaged
    {
        long d = call.Work.Columns;
        Segments segments = Cut(call, length, SegmentTables.Of(stream.Device));
        using StreamMemory memory = new(stream, 3 * Scratch.Bytes<float>(segments.Count * d));
        byte* next = (byte*)memory.Address;
        float* added = Scratch.Take<float>(ref next, segments.Count * d), kept = Scratch.Take<float>(ref next, segments.Count * d), starts = Scratch.Take<float>(ref next, segments.Count * d);
        Run(call, segments, new(added, [segments.Count, d]), new(kept, [segments.Count, d]), new(starts, [segments.Count, d]), new OnGpu<T>(variant, Carry(stream.Device.Limits)!, stream));
        return (int)((call.Work.Tokens + length - 1) / length);
    }

    /// <summary>The passes in their order, on a stream or a test's machine.</summary>
    internal static void Run<T, TPasses>(in ChannelCall<T> call, in Segments segments, Out<float> added, Out<float> kept, Out<float> starts, TPasses on)
        where T : unmanaged where TPasses : IHgrnPasses<T>
    {
        long tokens = call.X.LongDim(0) * call.X.LongDim(1), d = call.Work.Columns;
        In<T> x = call.X.Flat(tokens);
        In<float> g = call.G.Flat(tokens);
        // Without rows nothing is written.
        on.Chunk(x, g, default, segments, new(call.Y.Data, [1, 0, d], [0, 0, 1]), added, kept);
        on.Carry(Read(kept), Read(added), call.H0, segments, starts, call.Ht, (int)call.Work.Sequences);
        on.Chunk(x, g, Read(starts), segments, new(call.Y.Data, [1, tokens, d], [0, call.Y.Stride(1), 1]), default, default);

        In<float> Read(Out<float> tensor) => new(tensor.Data, [tensor.LongDim(0), tensor.LongDim(1)]);
    }

    /// <summary>What carries states from segment to segment; null when none fits the GPU.</summary>
    internal static HgrnCarryKernel.Variant? Carry(CudaLimits device) =>
        HgrnCarryKernel.CudaVariants is [var carry, ..] && device.Obstacle(carry.Resources) is null ? carry : null;

    private static Segments Cut<T>(in ChannelCall<T> call, long length, SegmentTables tables) where T : unmanaged
    {
        if (call.Packed?.CutInto(length) is { } packed)
            return new() { Bounds = packed.Bounds.In, Firsts = packed.Firsts.In, PerSequence = 0, Count = packed.Count, Length = length };
        int each = (int)((call.Work.Tokens + length - 1) / length), all = (int)call.Work.Sequences * each;
        return new() { Bounds = tables.Bounds(call.Work.Sequences * call.Work.Tokens, length, all), Firsts = default, PerSequence = each, Count = all, Length = length };
    }

    private static long RoundUp(long tokens, long segments, int unit) => (((tokens + segments - 1) / segments) + unit - 1) / unit * unit;

    private readonly struct OnGpu<T>(HgrnChunkKernel.Variant chunk, HgrnCarryKernel.Variant carry, CudaStream stream) : IHgrnPasses<T> where T : unmanaged
    {
        public void Chunk(In<T> x, In<float> g, In<float> h0, in Segments segments, Out<T> o, Out<float> ht, Out<float> kept) =>
            HgrnChunkKernel.Launch(chunk, stream, new((x.Dim(2) + chunk.BD - 1) / chunk.BD, segments.Count), x, g, h0, segments.Bounds, o, ht, kept);

        public void Carry(In<float> kept, In<float> added, In<float> h0, in Segments segments, Out<float> starts, Out<float> ht, int sequences) =>
            HgrnCarryKernel.Launch(carry, stream, new((kept.Dim(1) + carry.BD - 1) / carry.BD, sequences), kept, added, h0, segments.Firsts, segments.PerSequence, starts, ht);
    }
}

/// <summary>What the passes of a cut scan run on.</summary>
internal interface IHgrnPasses<T> where T : unmanaged
{
    void Chunk(In<T> x, In<float> g, In<float> h0, in Segments segments, Out<T> o, Out<float> ht, Out<float> kept);

    void Carry(In<float> kept, In<float> added, In<float> h0, in Segments segments, Out<float> starts, Out<float> ht, int sequences);
}
