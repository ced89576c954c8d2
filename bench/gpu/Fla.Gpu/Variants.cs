using Consumer;
using Fla.Cuda;
using Fla.Tests;

namespace Fla.Gpu;

/// <summary>The CUDA variants of this program: the ops' of the package, and those of the templates that were compiled into it.</summary>
internal static class Variants
{
    /// <summary>Those of the ops.</summary>
    public static IEnumerable<KernelVariant> Ops => Recurrences.All.Select(static r => r.Family).Distinct().SelectMany(static f => f.CudaVariants);

    /// <summary>Those between the launches of a call: they join its segments, or its halves.</summary>
    public static IEnumerable<KernelVariant> Joining => [.. SegmentRoundKernel.CudaVariants, .. SegmentScanKernel.CudaVariants, .. SegmentApplyKernel.CudaVariants, .. SlotSoftmaxKernel.CudaVariants];

    /// <summary>Those of the ops over channels, and what joins the segments of a scan.</summary>
    public static IEnumerable<KernelVariant> Channels => [.. ChannelOps.All.SelectMany(static o => o.CudaVariants).Distinct(), .. HgrnCarryKernel.CudaVariants];

    /// <summary>Those of the plain templates and of the outside consumer's.</summary>
    public static IEnumerable<KernelVariant> Plain =>
    [
        .. MatrixProductKernel.CudaVariants, .. RowSoftmaxKernel.CudaVariants, .. RmsNormKernel.CudaVariants,
        .. CausalAttentionKernel.CudaVariants, .. PrefixSumKernel.CudaVariants, .. ResidualNormKernel.CudaVariants,
    ];

    /// <summary>Those with a part in their names, compiled on all cores and in the cache: one takes seconds.</summary>
    public static KernelVariant[] Ready(CudaDevice device, IEnumerable<KernelVariant> variants, string part = "")
    {
        KernelVariant[] wanted = [.. variants.Where(v => v.Id.Contains(part, StringComparison.Ordinal))];
        CudaCache.Default?.Fill(device, wanted.Select(static v => v.CudaSource!));
        return wanted;
    }

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static KernelVariant Find(string id) =>
        Ops.Concat(Joining).Concat(Channels).Concat(Plain).FirstOrDefault(v => v.Id == id) ?? throw new ArgumentException($"There is no CUDA variant '{id}': 'fla list --target cuda' and 'plain --list' have the names.");
}
