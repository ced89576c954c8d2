namespace Fla.Kernels.Tests;

/// <summary>What the numeric theories run over.</summary>
internal static class Targets
{
    internal static readonly KernelTarget[] All = [KernelTarget.Reference, KernelTarget.Cpu];

    internal static readonly string[] DeltaOps = ["delta_rule", "gated_delta_rule", "kda", "comba", "gdn2", "gated_delta_product"];

    internal static readonly string[] LowRankOps = ["iplr_delta_rule", "dplr_delta_rule", "rwkv7"];

    internal static readonly string[] AdditiveOps =
        ["linear_attn", "linear_attn_normalized", "retention", "lightning_attn", "simple_gla", "gla", "rwkv6"];

    internal static readonly string[] Ops = [.. DeltaOps, .. LowRankOps, .. AdditiveOps];

    internal static readonly ElementType[] Elements = Enum.GetValues<ElementType>();

    /// <summary>Every combination of the given values, one argument list each.</summary>
    internal static IEnumerable<object[]> Product(params Array[] axes) =>
        axes.Aggregate(
            (IEnumerable<object[]>)[[]],
            (rows, axis) => rows.SelectMany(row => axis.Cast<object>().Select(value => (object[])[.. row, value])));
}
