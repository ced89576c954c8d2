using Fla.Cuda;

namespace Fla;

/// <summary>The variants that join segments.</summary>
internal readonly record struct SegmentKernels(SegmentRoundKernel.Variant Round, SegmentScanKernel.Variant Scan, SegmentApplyKernel.Variant Apply)
{
    /// <summary>The ones for an element type and K; null when this build has none, or none that fit the GPU.</summary>
    public static SegmentKernels? Find(ElementType element, int k, CudaLimits device) =>
        First(SegmentRoundKernel.CudaVariants, static _ => int.MaxValue, element, k, device) is { } round
        && First(SegmentScanKernel.CudaVariants, static v => v.K, element, k, device) is { } scan
        && First(SegmentApplyKernel.CudaVariants, static v => v.K, element, k, device) is { } apply
            ? new(round, scan, apply)
            : null;

    /// <summary>Variants come by rising K.</summary>
    private static TVariant? First<TVariant>(IReadOnlyList<TVariant> variants, Func<TVariant, int> dimension, ElementType element, int k, CudaLimits device)
        where TVariant : KernelVariant
    {
        for (int i = 0; i < variants.Count; i++)
        {
            if (variants[i].Element == element && dimension(variants[i]) >= k && device.Obstacle(variants[i].Resources) is null)
                return variants[i];
        }

        return null;
    }
}
