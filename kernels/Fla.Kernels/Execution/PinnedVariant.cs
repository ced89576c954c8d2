namespace Fla;

/// <summary>The variant that a caller names.</summary>
internal static class PinnedVariant
{
    /// <exception cref="InvalidOperationException">There is none, or it does not fit the call.</exception>
    internal static KernelVariant Find<T>(in RecurrenceCall<T> call, string id, KernelTarget target) where T : unmanaged
    {
        Recurrence op = call.Op;
        ElementType element = ElementTypes.Of<T>();
        int k = call.Q.Dim(3);
        KernelVariant? variant = KernelRegistry.Find(id);
        if (variant?.Target != target)
            throw new InvalidOperationException($"{op.Name}: this build has no {(target == KernelTarget.Cpu ? "CPU" : "CUDA")} variant '{id}': see `fla list`.");
        if (op.Family.FormOf(variant) is not { } form)
            throw new InvalidOperationException($"{op.Name}: variant '{id}' is of kernel {variant.Kernel}, which this op does not use: see `fla list`.");
        if (variant.Element != element || form.K < k || !form.Kind.Computes(op.Kind))
            throw new InvalidOperationException($"{op.Name}: variant '{id}' computes {variant.Element}, K ≤ {form.K}, {form.Kind}; the call has {element}, K = {k}, {op.Kind}.");
        FlaEventSource.Log.Dispatched(Rung.Pinned);
        return variant;
    }
}
