using Fla.Cuda;

namespace Fla;

/// <summary>y_t = x_first + … + x_t, over each sequence or pieces of it, in either direction.</summary>
internal sealed class CumulativeSumOp : ChannelOp
{
    private const int ReferenceChunk = 16;

    public override string Name => "cumulative_sum";
    public override string Summary => "y_t = x_0 + … + x_t for each channel";
    public override string Paper => "Yang et al., \"Gated Linear Attention Transformers with Hardware-Efficient Training\", 2023";
    public override ChannelRole X { get; } = new("x", "x", "BTD", "Give x its batch, token and channel axes.");
    public override ChannelRole? Floats { get; } = new("y", "y", "BTD", "y has x's shape.");
    public override IReadOnlyList<string> Kernels { get; } = [CumulativeSumKernel.Name];
    public override IEnumerable<KernelVariant> CudaVariants => CumulativeSumKernel.CudaVariants;

    public override void Check(in ChannelAxes axes, in ChannelSettings settings)
    {
        if (settings.Piece < 0)
            throw new ArgumentException($"chunkSize: expected a number of tokens from 1, or 0 for whole sequences, got {settings.Piece}. Leave it out for whole sequences.", "chunkSize");
    }

    public override ChannelWork Work(in ChannelAxes axes, long longest, in ChannelSettings settings) =>
        new(this, axes['N'], 1, longest, axes['D'], (int)Math.Max(1, Math.Min(longest, settings.Piece > 0 ? settings.Piece : longest)));

    public override bool IsEmpty(in ChannelWork work) => work.Sequences * work.Tokens * work.Columns == 0;

    public override Grid GridOf(KernelVariant variant, in ChannelWork work) => GridOf(work, ((CumulativeSumKernel.Variant)variant).BD);

    public override long ExtentOf(KernelVariant variant, in ChannelWork work) => work.Piece;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, int threads) => CumulativeSumKernel.Match(element, work, threads).Contenders;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, CudaLimits device) => CumulativeSumKernel.MatchCuda(device, element, work).Contenders;

    public override void Run<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, int threads) =>
        CumulativeSumKernel.Launch((CumulativeSumKernel.Variant)variant, grid, c.X, c.CuSeqlens, c.Floats, c.Work.Piece, c.Settings.Flag, threads);

    public override int Launch<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, OpOptions options, CudaStream stream)
    {
        CumulativeSumKernel.Launch((CumulativeSumKernel.Variant)variant, stream, grid, c.X, c.CuSeqlens, c.Floats, c.Work.Piece, c.Settings.Flag);
        return 1;
    }

    public override void Interpret<T>(string kernel, in ChannelCall<T> call)
    {
        ChannelCall<T> c = call;
        int columns = c.X.Dim(2);
        Reference.Run(GridOf(c.Work, columns), block => GateTemplates.CumulativeSum(block, ReferenceChunk, columns, c.X, c.CuSeqlens, c.Floats, c.Work.Piece, c.Settings.Flag));
    }

    public override IReadOnlyDictionary<string, double[]> Oracle(ChannelOracle given)
    {
        int d = given.Length('D');
        float[] x = given["x"];
        double[] y = new double[x.Length];
        foreach ((_, int first, int end) in given.Sequences())
        {
            int piece = given.Settings.Piece > 0 ? given.Settings.Piece : Math.Max(1, end - first);
            for (int c = 0; c < d; c++)
            {
                for (int start = first; start < end; start += piece)
                {
                    int last = Math.Min(end, start + piece);
                    double sum = 0;
                    for (int i = 0; i < last - start; i++)
                    {
                        int t = given.Settings.Flag ? last - 1 - i : start + i;
                        y[(t * d) + c] = sum += x[(t * d) + c];
                    }
                }
            }
        }

        return new Dictionary<string, double[]> { ["y"] = y };
    }

    private static Grid GridOf(in ChannelWork work, int slice) => new(Tiles(work.Columns, slice), Tiles(work.Tokens, work.Piece), (int)work.Sequences);
}
