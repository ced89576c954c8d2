using Fla.Cuda;

namespace Fla;

/// <summary>y_t = act(bias + Σ weight_j ⊙ x_(t − W + 1 + j)).</summary>
internal sealed class ShortConvolutionOp : ChannelOp
{
    private const int MostTaps = 4;
    private const int ReferenceTile = 16;

    public override string Name => "short_convolution";
    public override string Summary => "y_t = silu(bias + Σ weight_j ⊙ x_(t − W + 1 + j)), a causal convolution of each channel, W ≤ 4";
    public override string Paper => "Gu, Dao, \"Mamba: Linear-Time Sequence Modeling with Selective State Spaces\", 2023";
    public override ChannelRole X { get; } = new("x", "x", "BTD", "Give x its batch, token and channel axes.");
    public override ChannelRole? Weight { get; } = new("weight", "weight", "DW", "Each channel has W weights, the newest input's last.");
    public override ChannelRole? Bias { get; } = new("bias", "bias", "D", "Each channel has one bias.") { IsOptional = true };
    public override ChannelRole? InitialState { get; } = new("initialState", "h0", "NDW", "The last W inputs of each sequence; N is B without cuSeqlens.") { IsOptional = true };
    public override ChannelRole? Y { get; } = new("y", "y", "BTD", "y has x's shape.");
    public override ChannelRole? FinalState { get; } = new("finalState", "ht", "NDW", "The last W inputs of each sequence; N is B without cuSeqlens.") { IsOptional = true };
    public override ChannelSettings Settings => new(Flag: true);
    public override IReadOnlyList<string> Kernels { get; } = [ShortConvolutionKernel.Name];
    public override IEnumerable<KernelVariant> CudaVariants => ShortConvolutionKernel.CudaVariants;

    public override void Check(in ChannelAxes axes, in ChannelSettings settings)
    {
        if (axes['W'] is < 1 or > MostTaps)
            throw new ArgumentException($"weight: expected [D, W] with 1 ≤ W ≤ {MostTaps}, got W = {axes['W']}. Longer convolutions are another op.", "weight");
    }

    public override ChannelAxes AxesOf(OpShape shape)
    {
        ChannelAxes axes = base.AxesOf(shape);
        axes.Set('W', Math.Clamp(shape.V, 1, MostTaps));
        return axes;
    }

    public override Grid GridOf(KernelVariant variant, in ChannelWork work) => GridOf(work, ((ShortConvolutionKernel.Variant)variant).BT, ((ShortConvolutionKernel.Variant)variant).BD);

    public override long ExtentOf(KernelVariant variant, in ChannelWork work) => 1;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, int threads) => ShortConvolutionKernel.Match(element, work, threads).Contenders;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, CudaLimits device) => ShortConvolutionKernel.MatchCuda(device, element, work).Contenders;

    public override void Run<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, int threads) =>
        ShortConvolutionKernel.Launch((ShortConvolutionKernel.Variant)variant, grid, c.X, c.Weight, c.Bias, c.H0, c.CuSeqlens, c.Y, c.Ht, c.Settings.Flag, threads);

    public override int Launch<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, OpOptions options, CudaStream stream)
    {
        ShortConvolutionKernel.Launch((ShortConvolutionKernel.Variant)variant, stream, grid, c.X, c.Weight, c.Bias, c.H0, c.CuSeqlens, c.Y, c.Ht, c.Settings.Flag);
        return 1;
    }

    public override void Interpret<T>(string kernel, in ChannelCall<T> call)
    {
        ChannelCall<T> c = call;
        int columns = c.X.Dim(2);
        Reference.Run(GridOf(c.Work, ReferenceTile, columns), block => ConvolutionTemplates.ShortConvolution(
            block, ReferenceTile, columns, c.X, c.Weight, c.Bias, c.H0, c.CuSeqlens, c.Y, c.Ht, c.Settings.Flag));
    }

    public override IReadOnlyDictionary<string, double[]> Oracle(ChannelOracle given)
    {
        (int d, int w) = (given.Length('D'), given.Length('W'));
        float[] x = given["x"], weight = given["weight"], bias = given["bias"], h0 = given["h0"];
        double[] y = new double[x.Length], ht = new double[given.Length('N') * d * w];
        foreach ((int n, int first, int end) in given.Sequences())
        {
            for (int c = 0; c < d; c++)
            {
                for (int t = first; t < end; t++)
                {
                    double sum = bias.Length > 0 ? bias[c] : 0;
                    for (int j = 0; j < w; j++)
                        sum += weight[(c * w) + j] * Input(n, first, t - w + 1 + j, c);
                    y[(t * d) + c] = given.Settings.Flag ? sum / (1 + Math.Exp(-sum)) : sum;
                }

                for (int j = 0; j < w; j++)
                    ht[(((n * d) + c) * w) + j] = Input(n, first, end - w + j, c);
            }
        }

        return new Dictionary<string, double[]> { ["y"] = y, ["ht"] = ht };

        double Input(int n, int first, int token, int c) =>
            token >= first ? x[(token * d) + c] : h0.Length > 0 ? h0[(((n * d) + c) * w) + w + token - first] : 0;
    }

    private static Grid GridOf(in ChannelWork work, int tokens, int slice) => new(Tiles(work.Columns, slice), Math.Max(1, Tiles(work.Tokens, tokens)), (int)work.Sequences);
}
