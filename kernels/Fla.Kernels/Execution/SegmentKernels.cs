using Fla.Cuda;

namespace Fla;

/// <summary>The variants that join segments.</summary>
internal readonly record struct SegmentKernels(SegmentRoundKernel.Variant Round, SegmentScanKernel.Variant Scan, SegmentApplyKernel.Variant Apply)
{
    /// <summary>The ones for an element type and K; null when this build has none, or none that fit the GPU.</summary>
    public static SegmentKernels? Find(ElementType element, int k, CudaLimits device) =>
        Fitting.First(SegmentRoundKernel.CudaVariants, element, static (v, e) => v.Element == e ? int.MaxValue : 0, k, device) is { } round
        && Fitting.First(SegmentScanKernel.CudaVariants, element, static (v, e) => v.Element == e ? v.K : 0, k, device) is { } scan
        && Fitting.First(SegmentApplyKernel.CudaVariants, element, static (v, e) => v.Element == e ? v.K : 0, k, device) is { } apply
            ? new(round, scan, apply)
            : null;
}
