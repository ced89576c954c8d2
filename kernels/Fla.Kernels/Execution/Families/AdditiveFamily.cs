using Fla.Cuda;

namespace Fla;

/// <summary><see cref="AdditiveTemplates"/>.</summary>
internal sealed class AdditiveFamily : Family
{
    public override string Name => "additive";

    public override IEnumerable<KernelVariant> CudaVariants => [.. AdditiveChunkKernel.CudaVariants, .. AdditiveRecurrentKernel.CudaVariants];

    public override bool DecaysByChannel => true;

    public override Form? FormOf(KernelVariant variant) => variant switch
    {
        AdditiveChunkKernel.Variant v => new(new(v.decay, v.readout), v.K, v.BV, IsChunked: true),
        AdditiveRecurrentKernel.Variant v => new(new(v.decay, v.readout), v.K, v.BV, IsChunked: false),
        _ => null,
    };

    public override IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, int threads) =>
    [
        .. AdditiveChunkKernel.Match(element, k, kind.Decay, kind.Readout, work, threads).Contenders,
        .. AdditiveRecurrentKernel.Match(element, k, kind.Decay, kind.Readout, work, threads).Contenders,
    ];

    public override IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, CudaLimits device) =>
    [
        .. AdditiveChunkKernel.MatchCuda(device, element, k, kind.Decay, kind.Readout, work).Contenders,
        .. AdditiveRecurrentKernel.MatchCuda(device, element, k, kind.Decay, kind.Readout, work).Contenders,
    ];

    public override void Run<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> c, int threads)
    {
        if (variant is AdditiveChunkKernel.Variant chunk)
            AdditiveChunkKernel.Launch(chunk, grid, c.Q, c.K, c.V, c.G, c.U, c.H0, c.Z0, c.CuSeqlens, c.O, c.Ht, c.Zt, c.Scale, threads);
        else
            AdditiveRecurrentKernel.Launch((AdditiveRecurrentKernel.Variant)variant, grid, c.Q, c.K, c.V, c.G, c.U, c.H0, c.Z0, c.CuSeqlens, c.O, c.Ht, c.Zt, c.Scale, threads);
    }

    public override void Launch<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> c, CudaStream stream)
    {
        if (variant is AdditiveChunkKernel.Variant chunk)
            AdditiveChunkKernel.Launch(chunk, stream, grid, c.Q, c.K, c.V, c.G, c.U, c.H0, c.Z0, c.CuSeqlens, c.O, c.Ht, c.Zt, c.Scale);
        else
            AdditiveRecurrentKernel.Launch((AdditiveRecurrentKernel.Variant)variant, stream, grid, c.Q, c.K, c.V, c.G, c.U, c.H0, c.Z0, c.CuSeqlens, c.O, c.Ht, c.Zt, c.Scale);
    }

    public override void Chunk<T>(Block block, int k, int v, int chunk, in RecurrenceCall<T> c) => AdditiveTemplates.AdditiveChunk(
        block, k, v, chunk, c.Kind.Decay, c.Kind.Readout, c.Q, c.K, c.V, c.G, c.U, c.H0, c.Z0, c.CuSeqlens, c.O, c.Ht, c.Zt, c.Scale);

    public override void Recurrent<T>(Block block, int k, int v, in RecurrenceCall<T> c) => AdditiveTemplates.AdditiveRecurrent(
        block, k, v, c.Kind.Decay, c.Kind.Readout, c.Q, c.K, c.V, c.G, c.U, c.H0, c.Z0, c.CuSeqlens, c.O, c.Ht, c.Zt, c.Scale);
}
