namespace Fla;

/// <summary>The compiled variants: which of the two forms runs, which variant of it, and over which grid.</summary>
internal static class CpuExecution
{
    /// <exception cref="InvalidOperationException">No variant fits, or the pinned one does not.</exception>
    internal static (string Variant, string ContentHash) Run<T>(string op, in DeltaCall<T> call, OpOptions options) where T : unmanaged
    {
        DeltaWork work = new(call.Sequences, call.V.Dim(2), call.V.Dim(3), LongestSequence(call));
        ElementType element = ElementTypes.Of<T>();
        KernelVariant variant = options.Variant is { } id
            ? Pinned(op, id, element, call)
            : Choose(op, element, call, work, options.MaxThreads ?? 0);
        if (work.IsEmpty)
            return (variant.Id, variant.ContentHash);

        int threads = options.MaxThreads ?? 0;
        switch (variant)
        {
            case DeltaChunkKernel.Variant chunk:
                DeltaChunkKernel.Launch(
                    chunk, work.Grid(chunk.BV), call.Q, call.K, call.V, call.G, call.Beta, call.H0, call.CuSeqlens, call.O, call.Ht, call.Scale, call.Normalize, threads);
                break;
            case DeltaRecurrentKernel.Variant recurrent:
                DeltaRecurrentKernel.Launch(
                    recurrent, work.Grid(recurrent.BV), call.Q, call.K, call.V, call.G, call.Beta, call.H0, call.CuSeqlens, call.O, call.Ht, call.Scale, call.Normalize, threads);
                break;
        }

        return (variant.Id, variant.ContentHash);
    }

    private static KernelVariant Choose<T>(string op, ElementType element, in DeltaCall<T> call, DeltaWork work, int threads) where T : unmanaged
    {
        int k = call.Q.Dim(3);
        DeltaChunkKernel.Variant? chunk = DeltaChunkKernel.Select(element, k, call.Decay, work, threads);
        DeltaRecurrentKernel.Variant? recurrent = DeltaRecurrentKernel.Select(element, k, call.Decay, work, threads);
        if (chunk is null || recurrent is null)
        {
            return (KernelVariant?)chunk ?? recurrent
                ?? throw new InvalidOperationException($"{op}: this build has no CPU variant for {element}, K = {k}, decay {call.Decay}: widen FlaHeadDims.");
        }

        return work.Cycles(recurrent, recurrent.BV, threads) < work.Cycles(chunk, chunk.BV, threads) ? recurrent : chunk;
    }

    private static KernelVariant Pinned<T>(string op, string id, ElementType element, in DeltaCall<T> call) where T : unmanaged
    {
        KernelVariant? variant = DeltaChunkKernel.Variants.FirstOrDefault(v => v.Id == id)
            ?? (KernelVariant?)DeltaRecurrentKernel.Variants.FirstOrDefault(v => v.Id == id)
            ?? throw new InvalidOperationException($"{op}: this build has no CPU variant '{id}': see `fla list`.");
        (int k, Decay decay) = variant switch
        {
            DeltaChunkKernel.Variant chunk => (chunk.K, chunk.decay),
            DeltaRecurrentKernel.Variant recurrent => (recurrent.K, recurrent.decay),
            _ => (0, Decay.None),
        };
        if (variant.Element != element || k < call.Q.Dim(3) || decay != call.Decay)
            throw new InvalidOperationException($"{op}: variant '{id}' computes {variant.Element}, K ≤ {k}, decay {decay}; the call has {element}, K = {call.Q.Dim(3)}, decay {call.Decay}.");
        return variant;
    }

    private static long LongestSequence<T>(in DeltaCall<T> call) where T : unmanaged
    {
        if (call.CuSeqlens.IsEmpty)
            return call.Q.LongDim(1);
        long longest = 0;
        for (int n = 0; n < call.Sequences; n++)
            longest = Math.Max(longest, call.CuSeqlens.Read(n + 1) - call.CuSeqlens.Read(n));
        return longest;
    }
}
