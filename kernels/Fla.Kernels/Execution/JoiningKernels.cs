using Fla.Cuda;

namespace Fla;

/// <summary>The kernels that join the segments of a call, one way or the other.</summary>
internal readonly struct JoiningKernels
{
    private readonly SegmentKernels _transitions;
    private readonly CarryKernels? _carried;

    private JoiningKernels(SegmentKernels transitions, CarryKernels? carried) => (_transitions, _carried) = (transitions, carried);

    /// <summary>Null when the op cannot be cut, or this build has no such kernels that fit the GPU.</summary>
    public static JoiningKernels? Find(Recurrence op, KernelVariant variant, int k, CudaLimits device)
    {
        if (!op.IsLinear)
            return null;
        if (op.Family.DecaysByChannel)
            return CarryKernels.Find(op.Kind.Decay, k, device) is { } carried ? new(default, carried) : null;
        return SegmentKernels.Find(variant.Element, k, device) is { } transitions ? new(transitions, null) : null;
    }

    /// <summary>What is expected of the passes that a call in one piece has not.</summary>
    public double Cycles(KernelVariant variant, int slice, int k, in Work work, long length, long segments, CudaLimits device)
    {
        long walks = work.Walks * segments;
        if (_carried is { } carried)
        {
            return Heuristic.Cycles(variant.Resources, SequenceSplit.Slices(work.Columns, slice) * walks, length, device)
                + (carried.Kept is { } kept ? Heuristic.Cycles(kept.Resources, walks, length, device) : 0)
                + Heuristic.Cycles(carried.Carry.Resources, SequenceSplit.Slices(work.Columns, carried.Carry.BV) * work.Walks, segments, device);
        }

        return Heuristic.Cycles(variant.Resources, SequenceSplit.Slices(k, slice) * walks, length, device)
            + Heuristic.Cycles(_transitions.Round.Resources, SequenceSplit.Slices(k, _transitions.Round.BC) * walks, k, device)
            + Heuristic.Cycles(_transitions.Scan.Resources, SequenceSplit.Slices(work.Columns, _transitions.Scan.BV) * work.Walks, segments, device)
            + Heuristic.Cycles(_transitions.Apply.Resources, SequenceSplit.Slices(work.Columns, _transitions.Apply.BV) * walks, length, device);
    }
}
