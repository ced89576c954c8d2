using Fla.Tuning;

namespace Fla;

/// <summary>One op: which recurrence it computes, by which kernels, from which tensors.</summary>
internal sealed class Recurrence
{
    private DispatchSpace? _space;

    /// <summary>In files and on the command line, for example <c>gated_delta_rule</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line: the recurrence.</summary>
    public required string Summary { get; init; }

    /// <summary>Where it was published.</summary>
    public required string Paper { get; init; }

    public required Family Family { get; init; }

    public required Kind Kind { get; init; }

    /// <summary>Whether each token has a step size.</summary>
    public bool HasBeta { get; init; }

    /// <summary>Whether the kernel can divide rows of q and k by their length first.</summary>
    public bool CanNormalizeQk => Family == Family.Delta;

    /// <summary>Whether keys may have the heads of values.</summary>
    public bool HasKeysOfValueHeads { get; init; }

    /// <summary>What callers call the gates.</summary>
    public string Gates { get; init; } = "g";

    /// <summary>The log-space decay of each head where the op fixes it, from the number of heads; null where the caller gives it, or there is none.</summary>
    public Func<int, Layer, float[]>? FixedDecay { get; init; }

    /// <summary>Whether the decay depends on the layer.</summary>
    public bool HasLayers { get; init; }

    /// <summary>The op with whose calls its own compete for the same variants, and share what was measured; null for none.</summary>
    public Recurrence? TunedAs { get; init; }

    /// <summary>Whether the caller gives a gate for each token.</summary>
    public bool HasGates => Kind.Decay != Decay.None && FixedDecay is null;

    public bool HasBonus => Kind.Readout == Readout.Bonus;

    /// <summary>Whether sums of keys are a part of the state.</summary>
    public bool HasKeySums => Kind.Readout == Readout.Normalized;

    /// <summary>Whether outputs and final state are linear in (initial state, v).</summary>
    public bool IsLinear => !HasKeySums;

    private DispatchSpace Space => _space ??= TunedAs?.Space ?? new DispatchSpace(Name, "T", "N", new Dim("K"), new Dim(Kind.Decay == Decay.PerValue ? "M" : "V"));

    /// <summary>The key of a call on the CPU.</summary>
    public Problem Problem(ElementType element, int k, int v, WorkSize size, int threads) =>
        new(Space, element, new Dims(k, v), size, threads > 0 ? threads : CpuTarget.DefaultThreads);

    /// <summary>The key of a call on a GPU.</summary>
    public Problem CudaProblem(ElementType element, int k, int v, WorkSize size) => new(Space, element, new Dims(k, v), size, 0);
}
