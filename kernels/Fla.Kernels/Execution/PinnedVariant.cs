namespace Fla;

/// <summary>The variant that a caller names.</summary>
internal static class PinnedVariant
{
    /// <exception cref="InvalidOperationException">There is none, or it does not fit the call.</exception>
    internal static KernelVariant Find(string op, string id, KernelTarget target, ElementType element, int k, Decay decay)
    {
        KernelVariant? variant = KernelRegistry.Find(id);
        if (variant?.Target != target)
            throw new InvalidOperationException($"{op}: this build has no {(target == KernelTarget.Cpu ? "CPU" : "CUDA")} variant '{id}': see `fla list`.");
        if (DeltaSpace.DecayOf(variant) is not { } its)
            throw new InvalidOperationException($"{op}: variant '{id}' is of kernel {variant.Kernel}, which this op does not use: see `fla list`.");
        int most = DeltaSpace.KeyDimension(variant);
        if (variant.Element != element || most < k || its != decay)
            throw new InvalidOperationException($"{op}: variant '{id}' computes {variant.Element}, K ≤ {most}, decay {its}; the call has {element}, K = {k}, decay {decay}.");
        FlaEventSource.Log.Dispatched(Rung.Pinned);
        return variant;
    }
}
