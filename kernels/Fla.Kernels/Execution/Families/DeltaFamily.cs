using Fla.Cuda;

namespace Fla;

/// <summary><see cref="DeltaTemplates"/>.</summary>
internal sealed class DeltaFamily : Family
{
    public override string Name => "delta";

    public override IEnumerable<KernelVariant> CudaVariants => [.. DeltaChunkKernel.CudaVariants, .. DeltaRecurrentKernel.CudaVariants];

    public override bool DecaysByChannel => false;

    public override Form? FormOf(KernelVariant variant) => variant switch
    {
        DeltaChunkKernel.Variant v => new(new(v.decay, Erase: v.erase), v.K, v.BV, IsChunked: true),
        DeltaRecurrentKernel.Variant v => new(new(v.decay, Erase: v.erase), v.K, v.BV, IsChunked: false),
        _ => null,
    };

    public override IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, int threads) =>
        [.. DeltaChunkKernel.Match(element, k, kind.Decay, kind.Erase, work, threads).Contenders, .. DeltaRecurrentKernel.Match(element, k, kind.Decay, kind.Erase, work, threads).Contenders];

    public override IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, CudaLimits device) =>
        [.. DeltaChunkKernel.MatchCuda(device, element, k, kind.Decay, kind.Erase, work).Contenders, .. DeltaRecurrentKernel.MatchCuda(device, element, k, kind.Decay, kind.Erase, work).Contenders];

    public override void Run<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> c, int threads)
    {
        if (variant is DeltaChunkKernel.Variant chunk)
            DeltaChunkKernel.Launch(chunk, grid, c.Q, c.K, c.V, c.G, c.Beta, c.A, c.B, c.W, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize, threads);
        else
            DeltaRecurrentKernel.Launch((DeltaRecurrentKernel.Variant)variant, grid, c.Q, c.K, c.V, c.G, c.Beta, c.A, c.B, c.W, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize, threads);
    }

    public override void Launch<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> c, CudaStream stream)
    {
        if (variant is DeltaChunkKernel.Variant chunk)
            DeltaChunkKernel.Launch(chunk, stream, grid, c.Q, c.K, c.V, c.G, c.Beta, c.A, c.B, c.W, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize);
        else
            DeltaRecurrentKernel.Launch((DeltaRecurrentKernel.Variant)variant, stream, grid, c.Q, c.K, c.V, c.G, c.Beta, c.A, c.B, c.W, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize);
    }

    public override void Chunk<T>(Block block, int k, int v, int chunk, in RecurrenceCall<T> c) => DeltaTemplates.DeltaChunk(
        block, k, v, chunk, c.Kind.Decay, c.Kind.Erase, c.Q, c.K, c.V, c.G, c.Beta, c.A, c.B, c.W, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize);

    public override void Recurrent<T>(Block block, int k, int v, in RecurrenceCall<T> c) => DeltaTemplates.DeltaRecurrent(
        block, k, v, c.Kind.Decay, c.Kind.Erase, c.Q, c.K, c.V, c.G, c.Beta, c.A, c.B, c.W, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize);
}
