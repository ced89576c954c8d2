using Fla.Cuda;

namespace Fla;

/// <summary>The passes of a cut call as launches on a stream.</summary>
internal static class StreamPasses
{
    /// <summary>Cuts a call into segments of some tokens and launches it.</summary>
    public static unsafe void Run<T>(KernelVariant variant, in RecurrenceCall<T> call, long length, CudaStream stream) where T : unmanaged
    {
        SegmentTables tables = SegmentTables.Of(stream.Device);
        Segments segments = Cut(call, length, tables);
        CudaLimits limits = stream.Device.Limits;
        int k = call.Q.Dim(3);
        if (call.Op.Family.DecaysByChannel)
        {
            CarryKernels carry = CarryKernels.Find(call.Kind.Decay, k, limits)!.Value;
            CudaKernels.Load(stream.Device, variant, carry.Carry, (KernelVariant?)carry.Kept ?? carry.Carry);
            using StreamMemory memory = new(stream, CarriedCall<T>.ScratchBytes(call, segments));
            new CarriedCall<T>(call, segments, (byte*)memory.Address).Run(new CarryStream<T>(variant, carry, stream));
            return;
        }

        SegmentKernels join = SegmentKernels.Find(variant.Element, k, limits)!.Value;
        CudaKernels.Load(stream.Device, variant, join.Round, join.Scan, join.Apply);
        using StreamMemory scratch = new(stream, SegmentedCall<T>.ScratchBytes(call, segments));
        new SegmentedCall<T>(call, segments, tables.Identity, (byte*)scratch.Address).Run(new SegmentStream<T>(variant, join, stream));
    }

    private static Segments Cut<T>(in RecurrenceCall<T> call, long length, SegmentTables tables) where T : unmanaged
    {
        if (call.Packed?.CutInto(length) is { } packed)
            return new() { Bounds = packed.Bounds.In, Firsts = packed.Firsts.In, PerSequence = 0, Count = packed.Count, Length = length };
        int each = (int)((call.Longest + length - 1) / length), all = call.Sequences * each;
        return new() { Bounds = tables.Bounds(call.Sequences * call.Longest, length, all), Firsts = default, PerSequence = each, Count = all, Length = length };
    }
}

/// <summary>The passes of a call that is joined by transitions.</summary>
internal readonly struct SegmentStream<T>(KernelVariant variant, SegmentKernels join, CudaStream stream) : ISegmentPasses<T> where T : unmanaged
{
    public void Run(in RecurrenceCall<T> call) => CudaExecution.Launch(variant, call, stream);

    public void Round(in SegmentRoundCall<T> call) => SegmentRoundKernel.Launch(join.Round, stream, call.Grid(join.Round.BC), call.Transitions, call.Parts);

    public void Scan(in SegmentScanCall<T> call) => SegmentScanKernel.Launch(
        join.Scan, stream, call.Grid(join.Scan.BV), call.Parts, call.Added, call.H0, call.Firsts, call.PerSequence, call.Starts, call.Ht);

    public void Apply(in SegmentApplyCall<T> call) => SegmentApplyKernel.Launch(
        join.Apply, stream, call.Grid(join.Apply.BV), call.Reach, call.Starts, call.Bounds, call.Local, call.O);
}

/// <summary>The passes of a call whose states are carried.</summary>
internal readonly struct CarryStream<T>(KernelVariant variant, CarryKernels join, CudaStream stream) : ICarryPasses<T> where T : unmanaged
{
    public void Run(in RecurrenceCall<T> call) => CudaExecution.Launch(variant, call, stream);

    public void Kept(in SegmentKeptCall call) => SegmentKeptKernel.Launch(join.Kept!, stream, call.Grid, call.G, call.Bounds, call.Product);

    public void Carry(in SegmentCarryCall call) => SegmentCarryKernel.Launch(
        join.Carry, stream, call.Grid(join.Carry.BV), call.Kept, call.Added, call.H0, call.Firsts, call.PerSequence, call.Starts, call.Ht);
}
