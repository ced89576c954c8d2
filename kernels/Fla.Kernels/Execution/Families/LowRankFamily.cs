using Fla.Cuda;

namespace Fla;

/// <summary><see cref="LowRankTemplates"/>.</summary>
internal sealed class LowRankFamily : Family
{
    public override string Name => "low_rank";

    public override IEnumerable<KernelVariant> CudaVariants => [.. LowRankChunkKernel.CudaVariants, .. LowRankRecurrentKernel.CudaVariants];

    public override bool DecaysByChannel => false;

    public override Form? FormOf(KernelVariant variant) => variant switch
    {
        LowRankChunkKernel.Variant v => new(new(v.decay), v.K, v.BV, IsChunked: true),
        LowRankRecurrentKernel.Variant v => new(new(v.decay), v.K, v.BV, IsChunked: false),
        _ => null,
    };

    public override IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, int threads) =>
        [.. LowRankChunkKernel.Match(element, k, kind.Decay, work, threads).Contenders, .. LowRankRecurrentKernel.Match(element, k, kind.Decay, work, threads).Contenders];

    public override IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, CudaLimits device) =>
        [.. LowRankChunkKernel.MatchCuda(device, element, k, kind.Decay, work).Contenders, .. LowRankRecurrentKernel.MatchCuda(device, element, k, kind.Decay, work).Contenders];

    public override void Run<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> c, int threads)
    {
        if (variant is LowRankChunkKernel.Variant chunk)
            LowRankChunkKernel.Launch(chunk, grid, c.Q, c.K, c.V, c.G, c.A, c.B, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, threads);
        else
            LowRankRecurrentKernel.Launch((LowRankRecurrentKernel.Variant)variant, grid, c.Q, c.K, c.V, c.G, c.A, c.B, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, threads);
    }

    public override void Launch<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> c, CudaStream stream)
    {
        if (variant is LowRankChunkKernel.Variant chunk)
            LowRankChunkKernel.Launch(chunk, stream, grid, c.Q, c.K, c.V, c.G, c.A, c.B, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale);
        else
            LowRankRecurrentKernel.Launch((LowRankRecurrentKernel.Variant)variant, stream, grid, c.Q, c.K, c.V, c.G, c.A, c.B, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale);
    }

    public override void Chunk<T>(Block block, int k, int v, int chunk, in RecurrenceCall<T> c) => LowRankTemplates.LowRankChunk(
        block, k, v, chunk, c.Kind.Decay, c.Q, c.K, c.V, c.G, c.A, c.B, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale);

    public override void Recurrent<T>(Block block, int k, int v, in RecurrenceCall<T> c) => LowRankTemplates.LowRankRecurrent(
        block, k, v, c.Kind.Decay, c.Q, c.K, c.V, c.G, c.A, c.B, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale);
}
