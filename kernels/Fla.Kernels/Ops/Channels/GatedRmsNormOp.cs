using Fla.Cuda;

namespace Fla;

/// <summary>y = x / √(mean(x²) + epsilon) ⊙ weight ⊙ act(gate).</summary>
internal sealed class GatedRmsNormOp : RowNormOp
{
    public override string Name => "gated_rms_norm";
    public override string Summary => "y = x / √(mean(x²) + epsilon) ⊙ weight ⊙ silu(gate) for each row";
    public override string Paper => "Zhang, Sennrich, \"Root Mean Square Layer Normalization\", 2019";
    public override ChannelRole? Gate { get; } = new("gate", "gate", "*D", "gate has x's shape.");
    public override ChannelRole? Weight { get; } = new("weight", "weight", "D", "There is one weight a column.") { IsOptional = true };
    public override ChannelSettings Settings => new(Epsilon: 1e-6f, Flag: true);
    public override IReadOnlyList<string> Kernels { get; } = [GatedRmsNormKernel.Name];
    public override IEnumerable<KernelVariant> CudaVariants => GatedRmsNormKernel.CudaVariants;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, int threads) => GatedRmsNormKernel.Match(element, work, threads).Contenders;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, CudaLimits device) => GatedRmsNormKernel.MatchCuda(device, element, work).Contenders;

    public override void Run<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, int threads)
    {
        (In<T> x, In<T> gate, Out<T> y) = Views(c);
        GatedRmsNormKernel.Launch((GatedRmsNormKernel.Variant)variant, GridOf(x, RowsOf(variant)), x, gate, c.Weight, y, c.Settings.Epsilon, c.Settings.Flag, threads);
    }

    public override int Launch<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, OpOptions options, CudaStream stream)
    {
        (In<T> x, In<T> gate, Out<T> y) = Views(c);
        GatedRmsNormKernel.Launch((GatedRmsNormKernel.Variant)variant, stream, GridOf(x, RowsOf(variant)), x, gate, c.Weight, y, c.Settings.Epsilon, c.Settings.Flag);
        return 1;
    }

    public override void Interpret<T>(string kernel, in ChannelCall<T> call)
    {
        (In<T> x, In<T> gate, Out<T> y) = Views(call);
        (int columns, In<T> weight, ChannelSettings settings) = (x.Dim(3), call.Weight, call.Settings);
        Reference.Run(GridOf(x, ReferenceRows), block => RowTemplates.GatedRmsNorm(block, ReferenceRows, columns, x, gate, weight, y, settings.Epsilon, settings.Flag));
    }

    public override IReadOnlyDictionary<string, double[]> Oracle(ChannelOracle given)
    {
        int d = given.Length('D');
        float[] gate = given["gate"], weight = given["weight"];
        return new Dictionary<string, double[]> { ["y"] = Normalize(given, Factor) };

        double Factor(double squares, int at) =>
            (weight.Length > 0 ? weight[at % d] : 1) * (given.Settings.Flag ? gate[at] : 1) / (1 + Math.Exp(-gate[at])) / Math.Sqrt((squares / d) + given.Settings.Epsilon);
    }

    protected override int RowsOf(KernelVariant variant) => ((GatedRmsNormKernel.Variant)variant).BR;

    protected override int ColumnsOf(KernelVariant variant) => ((GatedRmsNormKernel.Variant)variant).BD;

    private static (In<T>, In<T>, Out<T>) Views<T>(in ChannelCall<T> c) where T : unmanaged
    {
        bool flat = RowViews.IsFlat(c.X) && RowViews.IsFlat(c.Gate) && RowViews.IsFlat(RowViews.Read(c.Y));
        return (RowViews.Of(c.X, flat), RowViews.Of(c.Gate, flat), RowViews.Of(c.Y, flat));
    }
}
