using Fla.Cuda;

namespace Fla;

/// <summary>Variants of which one serves every call that it fits.</summary>
internal static class Fitting
{
    /// <summary>The first one for a K that fits the GPU; null when there is none. Variants come by rising K; <paramref name="dimension"/> gives 0 for those of another kind.</summary>
    public static TVariant? First<TVariant, TKind>(IReadOnlyList<TVariant> variants, TKind kind, Func<TVariant, TKind, int> dimension, int k, CudaLimits device)
        where TVariant : KernelVariant
    {
        for (int i = 0; i < variants.Count; i++)
        {
            if (dimension(variants[i], kind) >= k && device.Obstacle(variants[i].Resources) is null)
                return variants[i];
        }

        return null;
    }
}
