using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>The two forms of a delta recurrence as one competition: which variants fit a call, and the call's key.</summary>
internal static class DeltaSpace
{
    private static readonly DispatchSpace[] ByDecay =
        [.. new[] { "delta_rule", "gated_delta_rule", "kda" }.Select(static op => new DispatchSpace(op, "T", "N", new Dim("K"), new Dim("V")))];

    internal static Problem Problem(Decay decay, ElementType element, int k, int v, WorkSize size, int threads) =>
        new(ByDecay[(int)decay], element, new Dims(k, v), size, threads > 0 ? threads : CpuTarget.DefaultThreads);

    internal static Problem CudaProblem(Decay decay, ElementType element, int k, int v, WorkSize size) =>
        new(ByDecay[(int)decay], element, new Dims(k, v), size, 0);

    internal static IReadOnlyList<Contender> Contenders(Decay decay, ElementType element, int k, DeltaWork work, int threads) =>
        [.. DeltaChunkKernel.Match(element, k, decay, work, threads).Contenders, .. DeltaRecurrentKernel.Match(element, k, decay, work, threads).Contenders];

    /// <summary>Each with the expectation for the call as it would be cut.</summary>
    internal static IReadOnlyList<Contender> Contenders(Decay decay, ElementType element, int k, DeltaWork work, CudaLimits device) =>
        [.. DeltaChunkKernel.MatchCuda(device, element, k, decay, work).Contenders
            .Concat(DeltaRecurrentKernel.MatchCuda(device, element, k, decay, work).Contenders)
            .Select(c => SequenceSplit.Choose(c.Variant, k, work, device, even: false) is { Length: > 0 } cut
                ? new Contender(c.Variant, cut.Cycles, (int)((work.Tokens + cut.Length - 1) / cut.Length))
                : c)];

    internal static Matchup Match(Decay decay, ElementType element, OpShape shape, int threads) => new(
        Problem(decay, element, shape.K, shape.V, new WorkSize(shape.T, (long)shape.B * shape.HV), threads),
        Contenders(decay, element, shape.K, new DeltaWork(shape.B, shape.HV, shape.V, shape.T), threads));

    internal static Matchup Match(Decay decay, ElementType element, OpShape shape, CudaLimits device) => new(
        CudaProblem(decay, element, shape.K, shape.V, new WorkSize(shape.T, (long)shape.B * shape.HV)),
        Contenders(decay, element, shape.K, new DeltaWork(shape.B, shape.HV, shape.V, shape.T), device));

    /// <summary>The most key channels of a variant of the family; 0 of another kernel's.</summary>
    internal static int KeyDimension(KernelVariant variant) => variant switch
    {
        DeltaChunkKernel.Variant chunk => chunk.K,
        DeltaRecurrentKernel.Variant recurrent => recurrent.K,
        _ => 0,
    };

    /// <summary>Columns of V that a program of a variant of the family has; 0 of another kernel's.</summary>
    internal static int Slice(KernelVariant variant) => variant switch
    {
        DeltaChunkKernel.Variant chunk => chunk.BV,
        DeltaRecurrentKernel.Variant recurrent => recurrent.BV,
        _ => 0,
    };

    /// <summary>The decay of a variant of the family; null of another kernel's.</summary>
    internal static Decay? DecayOf(KernelVariant variant) => variant switch
    {
        DeltaChunkKernel.Variant chunk => chunk.decay,
        DeltaRecurrentKernel.Variant recurrent => recurrent.decay,
        _ => null,
    };
}
