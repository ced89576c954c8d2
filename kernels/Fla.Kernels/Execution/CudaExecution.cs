using Fla.Cuda;

namespace Fla;

/// <summary>The variants for GPUs: which runs, and over which grid.</summary>
internal static class CudaExecution
{
    /// <exception cref="InvalidOperationException">No variant fits, or the pinned one does not, or the call cannot be cut as it was asked.</exception>
    internal static (string Variant, string ContentHash) Run<T>(string op, in DeltaCall<T> call, OpOptions options, CudaStream stream, out int segments) where T : unmanaged
    {
        DeltaWork work = new(call.Sequences, call.V.Dim(2), call.V.Dim(3), call.Longest);
        ElementType element = ElementTypes.Of<T>();
        KernelVariant variant = options.Variant is { } id
            ? PinnedVariant.Find(op, id, KernelTarget.Cuda, element, call.Q.Dim(3), call.Decay)
            : Choose(op, element, call, work, stream.Device).Variant!;
        segments = 1;
        if (work.IsEmpty)
            return (variant.Id, variant.ContentHash);

        long length = SequenceSplit.LengthOf(op, call, variant, options.Segments, stream.Device.Limits);
        if (length == 0)
        {
            Launch(variant, call, stream);
        }
        else
        {
            segments = (int)((call.Longest + length - 1) / length);
            StreamPasses<T>.Run(variant, call, length, stream);
        }

        return (variant.Id, variant.ContentHash);
    }

    /// <summary>One launch.</summary>
    internal static void Launch<T>(KernelVariant variant, in DeltaCall<T> call, CudaStream stream) where T : unmanaged
    {
        DeltaWork work = new(call.Sequences, call.V.Dim(2), call.V.Dim(3), call.Longest);
        switch (variant)
        {
            case DeltaChunkKernel.Variant chunk:
                DeltaChunkKernel.Launch(
                    chunk, stream, work.Grid(chunk.BV), call.Q, call.K, call.V, call.G, call.Beta, call.H0, call.CuSeqlens, call.O, call.Ht, call.Scale, call.Normalize);
                break;
            case DeltaRecurrentKernel.Variant recurrent:
                DeltaRecurrentKernel.Launch(
                    recurrent, stream, work.Grid(recurrent.BV), call.Q, call.K, call.V, call.G, call.Beta, call.H0, call.CuSeqlens, call.O, call.Ht, call.Scale, call.Normalize);
                break;
        }
    }

    /// <summary>Why no variant fits: what there is instead, or what the GPU lacks.</summary>
    internal static string Missing(string op, Decay decay, ElementType element, int k, CudaLimits device)
    {
        KernelVariant[] family =
        [
            .. DeltaChunkKernel.CudaVariants.Where(v => v.decay == decay),
            .. DeltaRecurrentKernel.CudaVariants.Where(v => v.decay == decay),
        ];
        KernelVariant? tooLarge = Array.Find(family, v => v.Element == element && DeltaSpace.KeyDimension(v) >= k);
        if (tooLarge is not null)
            return $"{op}: variant {tooLarge.Id} {device.Obstacle(tooLarge.Resources)}.";
        string there = string.Join("; ", family.GroupBy(static v => v.Element).Select(static g => $"{g.Key} with K ≤ {g.Max(DeltaSpace.KeyDimension)}"));
        return $"{op}: this build has no CUDA variant for {element}, K = {k}, decay {decay}: "
            + (there.Length > 0 ? $"there is {there}. Convert the tensors, or widen FlaCudaHeadDims." : "add cuda to FlaTargets.");
    }

    private static Decision Choose<T>(string op, ElementType element, in DeltaCall<T> call, DeltaWork work, CudaDevice device) where T : unmanaged
    {
        int k = call.Q.Dim(3);
        Problem problem = DeltaSpace.CudaProblem(call.Decay, element, k, call.V.Dim(3), work.Size);
        Dispatcher dispatcher = Dispatchers.Cuda(device);
        if (dispatcher.TryFind(problem, out Decision? known))
            return known;
        IReadOnlyList<Contender> contenders = DeltaSpace.Contenders(call.Decay, element, k, work, device.Limits);
        return contenders.Count > 0
            ? dispatcher.Resolve(problem, contenders)
            : throw new InvalidOperationException(Missing(op, call.Decay, element, k, device.Limits));
    }
}
