using Fla.Cuda;

namespace Fla;

/// <summary><see cref="DeltaProductTemplates"/>.</summary>
internal sealed class DeltaProductFamily : Family
{
    public override string Name => "delta_product";

    public override IEnumerable<KernelVariant> CudaVariants => [.. DeltaProductChunkKernel.CudaVariants, .. DeltaProductRecurrentKernel.CudaVariants];

    public override bool DecaysByChannel => false;

    public override Form? FormOf(KernelVariant variant) => variant switch
    {
        DeltaProductChunkKernel.Variant v => new(new(Decay.PerHead, Steps: (int)v.steps), v.K, v.BV, IsChunked: true),
        DeltaProductRecurrentKernel.Variant v => new(new(Decay.PerHead, Steps: 0), v.K, v.BV, IsChunked: false),
        _ => null,
    };

    public override IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, int threads) =>
    [
        .. Enum.IsDefined((Steps)kind.Steps) ? DeltaProductChunkKernel.Match(element, k, (Steps)kind.Steps, work, threads).Contenders : [],
        .. DeltaProductRecurrentKernel.Match(element, k, work, threads).Contenders,
    ];

    public override IReadOnlyList<Contender> Contenders(Kind kind, ElementType element, int k, Work work, CudaLimits device) =>
    [
        .. Enum.IsDefined((Steps)kind.Steps) ? DeltaProductChunkKernel.MatchCuda(device, element, k, (Steps)kind.Steps, work).Contenders : [],
        .. DeltaProductRecurrentKernel.MatchCuda(device, element, k, work).Contenders,
    ];

    public override void Run<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> c, int threads)
    {
        if (variant is DeltaProductChunkKernel.Variant chunk)
            DeltaProductChunkKernel.Launch(chunk, grid, c.Q, c.K, c.V, c.G, c.Beta, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize, threads);
        else
            DeltaProductRecurrentKernel.Launch((DeltaProductRecurrentKernel.Variant)variant, grid, c.Q, c.K, c.V, c.G, c.Beta, c.H0, c.CuSeqlens, c.O, c.Ht, c.Kind.Steps, c.Scale, c.Normalize, threads);
    }

    public override void Launch<T>(KernelVariant variant, Grid grid, in RecurrenceCall<T> c, CudaStream stream)
    {
        if (variant is DeltaProductChunkKernel.Variant chunk)
            DeltaProductChunkKernel.Launch(chunk, stream, grid, c.Q, c.K, c.V, c.G, c.Beta, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize);
        else
            DeltaProductRecurrentKernel.Launch((DeltaProductRecurrentKernel.Variant)variant, stream, grid, c.Q, c.K, c.V, c.G, c.Beta, c.H0, c.CuSeqlens, c.O, c.Ht, c.Kind.Steps, c.Scale, c.Normalize);
    }

    public override void Chunk<T>(Block block, int k, int v, int chunk, in RecurrenceCall<T> c) => DeltaProductTemplates.DeltaProductChunk(
        block, k, v, chunk, chunk * c.Kind.Steps, (Steps)c.Kind.Steps, c.Q, c.K, c.V, c.G, c.Beta, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize);

    public override void Recurrent<T>(Block block, int k, int v, in RecurrenceCall<T> c) => DeltaProductTemplates.DeltaProductRecurrent(
        block, k, v, c.Q, c.K, c.V, c.G, c.Beta, c.H0, c.CuSeqlens, c.O, c.Ht, c.Kind.Steps, c.Scale, c.Normalize);
}
