using Fla.Tuning;

namespace Fla;

/// <summary>The compiled variants: which of the two forms runs, which variant of it, and over which grid.</summary>
internal static class CpuExecution
{
    /// <exception cref="InvalidOperationException">No variant fits, or the pinned one does not.</exception>
    internal static (string Variant, string ContentHash) Run<T>(in RecurrenceCall<T> call, OpOptions options) where T : unmanaged
    {
        int threads = options.MaxThreads ?? 0;
        Work work = call.Work;
        KernelVariant variant = Find(call, options);
        if (!work.IsEmpty)
            call.Op.Family.Run(variant, work.Grid(variant), call, threads);
        return (variant.Id, variant.ContentHash);
    }

    /// <inheritdoc cref="Run"/>
    internal static KernelVariant Find<T>(in RecurrenceCall<T> call, OpOptions options) where T : unmanaged =>
        options.Variant is { } id ? PinnedVariant.Find(call, id, KernelTarget.Cpu) : Choose(call, call.Work, options.MaxThreads ?? 0).Variant!;

    private static Decision Choose<T>(in RecurrenceCall<T> call, Work work, int threads) where T : unmanaged
    {
        Recurrence op = call.Op;
        ElementType element = ElementTypes.Of<T>();
        int k = call.Q.Dim(3);
        Problem problem = op.Problem(element, k, call.V.Dim(3), work.Size, threads);
        Dispatcher dispatcher = Dispatchers.Cpu;
        if (dispatcher.TryFind(problem, out Decision? known))
            return known;
        IReadOnlyList<Contender> contenders = op.Family.Contenders(op.Kind, element, k, work, threads);
        return contenders.Count > 0
            ? dispatcher.Resolve(problem, contenders)
            : throw new InvalidOperationException($"{op.Name}: this build has no CPU variant for {element}, K = {k}, {op.Kind}: widen FlaHeadDims.");
    }
}
