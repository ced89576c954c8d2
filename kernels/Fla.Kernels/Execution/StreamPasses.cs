using Fla.Cuda;

namespace Fla;

/// <summary>The passes of a cut call as launches on a stream.</summary>
internal readonly struct StreamPasses<T>(KernelVariant variant, SegmentKernels join, CudaStream stream) : ISegmentPasses<T> where T : unmanaged
{
    /// <summary>Cuts a call into segments of some tokens and launches it.</summary>
    public static unsafe void Run(KernelVariant variant, in RecurrenceCall<T> call, long length, CudaStream stream)
    {
        SegmentKernels join = SegmentKernels.Find(variant.Element, call.Q.Dim(3), stream.Device.Limits)!.Value;
        SegmentTables tables = SegmentTables.Of(stream.Device);
        Segments segments = Cut(call, length, tables);
        using StreamMemory scratch = new(stream, SegmentedCall<T>.ScratchBytes(call, segments));
        SegmentedCall<T> cut = new(call, segments, tables.Identity, (byte*)scratch.Address);
        cut.Run(new StreamPasses<T>(variant, join, stream));
    }

    public void Run(in RecurrenceCall<T> call) => CudaExecution.Launch(variant, call, stream);

    public void Round(in SegmentRoundCall<T> call) => SegmentRoundKernel.Launch(join.Round, stream, call.Grid(join.Round.BC), call.Transitions, call.Parts);

    public void Scan(in SegmentScanCall<T> call) => SegmentScanKernel.Launch(
        join.Scan, stream, call.Grid(join.Scan.BV), call.Parts, call.Added, call.H0, call.Firsts, call.PerSequence, call.Starts, call.Ht);

    public void Apply(in SegmentApplyCall<T> call) => SegmentApplyKernel.Launch(
        join.Apply, stream, call.Grid(join.Apply.BV), call.Reach, call.Starts, call.Bounds, call.Local, call.O);

    private static Segments Cut(in RecurrenceCall<T> call, long length, SegmentTables tables)
    {
        if (call.Packed?.CutInto(length) is { } packed)
            return new() { Bounds = packed.Bounds.In, Firsts = packed.Firsts.In, PerSequence = 0, Count = packed.Count, Length = length };
        int each = (int)((call.Longest + length - 1) / length), all = call.Sequences * each;
        return new() { Bounds = tables.Bounds(call.Sequences * call.Longest, length, all), Firsts = default, PerSequence = each, Count = all, Length = length };
    }
}
