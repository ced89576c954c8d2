namespace Fla;

/// <summary>The compiled variants: which of the two forms runs, which variant of it, and over which grid.</summary>
internal static class CpuExecution
{
    /// <exception cref="InvalidOperationException">No variant fits, or the pinned one does not.</exception>
    internal static (string Variant, string ContentHash) Run<T>(string op, in DeltaCall<T> call, OpOptions options) where T : unmanaged
    {
        DeltaWork work = new(call.Sequences, call.V.Dim(2), call.V.Dim(3), call.Longest);
        ElementType element = ElementTypes.Of<T>();
        int threads = options.MaxThreads ?? 0;
        KernelVariant variant = options.Variant is { } id ? PinnedVariant.Find(op, id, KernelTarget.Cpu, element, call.Q.Dim(3), call.Decay) : Choose(op, element, call, work, threads).Variant!;
        if (work.IsEmpty)
            return (variant.Id, variant.ContentHash);

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

    private static Decision Choose<T>(string op, ElementType element, in DeltaCall<T> call, DeltaWork work, int threads) where T : unmanaged
    {
        int k = call.Q.Dim(3);
        Problem problem = DeltaSpace.Problem(call.Decay, element, k, call.V.Dim(3), work.Size, threads);
        Dispatcher dispatcher = Dispatchers.Cpu;
        if (dispatcher.TryFind(problem, out Decision? known))
            return known;
        IReadOnlyList<Contender> contenders = DeltaSpace.Contenders(call.Decay, element, k, work, threads);
        return contenders.Count > 0
            ? dispatcher.Resolve(problem, contenders)
            : throw new InvalidOperationException($"{op}: this build has no CPU variant for {element}, K = {k}, decay {call.Decay}: widen FlaHeadDims.");
    }
}
