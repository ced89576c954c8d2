using System.ComponentModel;
using System.Runtime.ExceptionServices;

namespace Fla.Cuda;

/// <summary>The kernels of variants that are launched one after the other.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CudaKernels
{
    /// <summary>Loads those that are not yet on a GPU side by side: each of them may take seconds to compile. Allocates nothing when all are there.</summary>
    /// <param name="device">The GPU.</param>
    /// <param name="variants">Variants for GPUs.</param>
    /// <exception cref="CudaException">One of them cannot be loaded.</exception>
    public static void Load(CudaDevice device, params ReadOnlySpan<KernelVariant> variants)
    {
        int missing = 0;
        foreach (KernelVariant variant in variants)
            missing += variant.IsOn(device) ? 0 : 1;
        if (missing > 1)
            LoadMissing(device, [.. variants]);
    }

    private static void LoadMissing(CudaDevice device, KernelVariant[] variants)
    {
        try
        {
            Parallel.ForEach(variants, variant => variant.On(device));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
