using Fla.Cuda;

namespace Fla;

/// <summary>y = x / √(Σ x² + epsilon).</summary>
internal sealed class L2NormOp : RowNormOp
{
    public override string Name => "l2_norm";
    public override string Summary => "y = x / √(Σ x² + epsilon) for each row";
    public override string Paper => "Yang et al., \"Parallelizing Linear Transformers with the Delta Rule over Sequence Length\", 2024";
    public override IReadOnlyList<string> Kernels { get; } = [L2NormKernel.Name];
    public override IEnumerable<KernelVariant> CudaVariants => L2NormKernel.CudaVariants;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, int threads) => L2NormKernel.Match(element, work, threads).Contenders;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, CudaLimits device) => L2NormKernel.MatchCuda(device, element, work).Contenders;

    public override void Run<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, int threads)
    {
        (In<T> x, Out<T> y) = Views(c);
        L2NormKernel.Launch((L2NormKernel.Variant)variant, GridOf(x, RowsOf(variant)), x, y, c.Settings.Epsilon, threads);
    }

    public override int Launch<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, OpOptions options, CudaStream stream)
    {
        (In<T> x, Out<T> y) = Views(c);
        L2NormKernel.Launch((L2NormKernel.Variant)variant, stream, GridOf(x, RowsOf(variant)), x, y, c.Settings.Epsilon);
        return 1;
    }

    public override void Interpret<T>(string kernel, in ChannelCall<T> call)
    {
        (In<T> x, Out<T> y) = Views(call);
        (int columns, float epsilon) = (x.Dim(3), call.Settings.Epsilon);
        Reference.Run(GridOf(x, ReferenceRows), block => RowTemplates.L2Norm(block, ReferenceRows, columns, x, y, epsilon));
    }

    public override IReadOnlyDictionary<string, double[]> Oracle(ChannelOracle given) =>
        new Dictionary<string, double[]> { ["y"] = Normalize(given, (squares, _) => 1 / Math.Sqrt(squares + given.Settings.Epsilon)) };

    protected override int RowsOf(KernelVariant variant) => ((L2NormKernel.Variant)variant).BR;

    protected override int ColumnsOf(KernelVariant variant) => ((L2NormKernel.Variant)variant).BD;

    private static (In<T>, Out<T>) Views<T>(in ChannelCall<T> c) where T : unmanaged
    {
        bool flat = RowViews.IsFlat(c.X) && RowViews.IsFlat(RowViews.Read(c.Y));
        return (RowViews.Of(c.X, flat), RowViews.Of(c.Y, flat));
    }
}
