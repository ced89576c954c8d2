using Fla.Cuda;

namespace Fla;

/// <summary>The variants that carry states from segment to segment where decays are channel by channel.</summary>
/// <param name="Kept">Null where nothing is forgotten.</param>
/// <param name="Carry">The walk over the segments.</param>
internal readonly record struct CarryKernels(SegmentKeptKernel.Variant? Kept, SegmentCarryKernel.Variant Carry)
{
    /// <summary>The ones for a decay and K; null when this build has none, or none that fit the GPU.</summary>
    public static CarryKernels? Find(Decay decay, int k, CudaLimits device)
    {
        SegmentKeptKernel.Variant? kept = decay == Decay.None ? null : Fitting.First(SegmentKeptKernel.CudaVariants, decay, static (v, decay) => v.decay == decay ? v.K : 0, k, device);
        return Fitting.First(SegmentCarryKernel.CudaVariants, decay, static (v, _) => v.K, k, device) is { } carry && (decay == Decay.None || kept is not null) ? new(kept, carry) : null;
    }
}
