using System.Diagnostics.CodeAnalysis;

namespace Fla;

/// <summary>The ops of this build.</summary>
public static class OpCatalog
{
    /// <summary>Every op that runs.</summary>
    public static IReadOnlyList<OpDescriptor> All { get; } =
    [
        new DeltaDescriptor(
            "delta_rule",
            Decay.None,
            "S ← (I − β k kᵀ) S + β k vᵀ, o = scale · qᵀ S",
            "Yang et al., Parallelizing Linear Transformers with the Delta Rule over Sequence Length, 2024"),
        new DeltaDescriptor(
            "gated_delta_rule",
            Decay.PerHead,
            "S ← (I − β k kᵀ) e^g S + β k vᵀ, o = scale · qᵀ S, one gate a head",
            "Yang, Kautz, Hatamizadeh, Gated Delta Networks: Improving Mamba2 with Delta Rule, 2024"),
        new DeltaDescriptor(
            "kda",
            Decay.PerKey,
            "S ← (I − β k kᵀ) diag(e^g) S + β k vᵀ, o = scale · qᵀ S, one gate a key channel",
            "Kimi Team, Kimi Linear: An Expressive, Efficient Attention Architecture, 2025"),
    ];

    /// <summary>Names of known ops that this build does not have yet.</summary>
    public static IReadOnlyList<string> Planned { get; } =
    [
        "linear_attn", "retention", "lightning_attn", "simple_gla", "gla", "rwkv6", "comba", "gdn2", "gated_delta_product",
        "iplr_delta_rule", "dplr_delta_rule", "rwkv7", "hgrn", "gsa",
    ];

    /// <summary>Finds an op by its exact name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out OpDescriptor? op)
    {
        op = All.FirstOrDefault(candidate => candidate.Name == name);
        return op is not null;
    }
}
