using System.Collections.Concurrent;
using Fla.Tuning;

namespace Fla;

/// <summary>One op: which recurrence it computes, by which kernels, from which tensors.</summary>
internal sealed class Recurrence
{
    private readonly ConcurrentDictionary<int, Recurrence> _bySteps = [];
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
    public bool CanNormalizeQk => Family == Family.Delta || Family == Family.DeltaProduct;

    /// <summary>Whether the caller says how many steps a token takes.</summary>
    public bool HasSteps { get; init; }

    /// <summary>Whether keys may have the heads of values.</summary>
    public bool HasKeysOfValueHeads { get; init; }

    /// <summary>What callers call the gates.</summary>
    public string Gates { get; init; } = "g";

    /// <summary>The factor on o that the op has by itself; null for K^-0.5.</summary>
    public float? DefaultScale { get; init; }

    /// <summary>The log-space decay of each head where the op fixes it, from the number of heads; null where the caller gives it, or there is none.</summary>
    public Func<int, Layer, float[]>? FixedDecay { get; init; }

    /// <summary>Whether the decay depends on the layer.</summary>
    public bool HasLayers { get; init; }

    /// <summary>The op with whose calls its own compete for the same variants, and share what was measured; null for none.</summary>
    public Recurrence? TunedAs { get; init; }

    /// <summary>The op for calls of so many steps a token; itself where it has none.</summary>
    public Recurrence WithSteps(int steps) => !HasSteps || steps == Kind.Steps ? this : _bySteps.GetOrAdd(
        steps,
        static (steps, op) => new()
        {
            Name = op.Name,
            Summary = op.Summary,
            Paper = op.Paper,
            // One step is what the other family has.
            Family = steps == 1 ? Family.Delta : op.Family,
            Kind = op.Kind with { Steps = steps },
            HasBeta = op.HasBeta,
            HasSteps = true,
            _space = op.Space,
        },
        this);

    /// <summary>The op as a form of its family computes it; null for a form of other ops.</summary>
    public Recurrence? As(Form form) =>
        form.Kind.Computes(Kind) ? this
        : HasSteps && form.Kind.Computes(Kind with { Steps = form.Kind.Steps }) ? WithSteps(form.Kind.Steps)
        : null;

    /// <summary>Whether the caller gives a gate for each token.</summary>
    public bool HasGates => Kind.Decay != Decay.None && FixedDecay is null;

    public bool HasBonus => Kind.Readout == Readout.Bonus;

    /// <summary>What callers call the keys that read what is erased, where they are not k; null for none.</summary>
    public string? ReadKeys => Family == Family.LowRank ? "a" : Kind.Erase == Erase.OwnKey ? "p" : null;

    /// <summary>Whether b says where what was read goes, or how much of each key channel is erased.</summary>
    public bool HasB => Family == Family.LowRank || HasChannelGates;

    /// <summary>Whether erasing and writing have a gate for each channel, b and w.</summary>
    public bool HasChannelGates => Kind.Erase == Erase.Channels;

    /// <summary>Whether b has a row for each head of v, as gates have, rather than for each head of k.</summary>
    public bool HasBOfValueHeads => HasChannelGates;

    /// <summary>Whether sums of keys are a part of the state.</summary>
    public bool HasKeySums => Kind.Readout == Readout.Normalized;

    /// <summary>Whether outputs and final state are linear in (initial state, v).</summary>
    public bool IsLinear => !HasKeySums;

    private DispatchSpace Space => _space ??= TunedAs?.Space
        ?? new DispatchSpace(Name, "T", "N", [new Dim("K"), new Dim(Kind.Decay == Decay.PerValue ? "M" : "V"), .. HasSteps ? (Dim[])[new Dim("R")] : []]);

    /// <summary>The key of a call on the CPU.</summary>
    public Problem Problem(ElementType element, int k, int v, WorkSize size, int threads) =>
        new(Space, element, DimsOf(k, v), size, threads > 0 ? threads : CpuTarget.DefaultThreads);

    /// <summary>The key of a call on a GPU.</summary>
    public Problem CudaProblem(ElementType element, int k, int v, WorkSize size) => new(Space, element, DimsOf(k, v), size, 0);

    private Dims DimsOf(int k, int v) => HasSteps ? new(k, v, Kind.Steps) : new(k, v);
}
