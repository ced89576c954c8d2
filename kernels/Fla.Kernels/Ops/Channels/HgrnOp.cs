using Fla.Cuda;

namespace Fla;

/// <summary>h ← e^g ⊙ h + x.</summary>
internal sealed class HgrnOp : ChannelOp
{
    private const int ReferenceChunk = 16;

    public override string Name => "hgrn";
    public override string Summary => "h ← e^g ⊙ h + x, o = h, one log-space gate a channel";
    public override string Paper => "Qin, Yang, Zhong, \"Hierarchically Gated Recurrent Neural Network for Sequence Modeling\", 2023";
    public override ChannelRole X { get; } = new("x", "x", "BTD", "Give x its batch, token and channel axes.");
    public override ChannelRole? G { get; } = new("g", "g", "BTD", "There is one log-space gate a token and channel.");
    public override ChannelRole? InitialState { get; } = new("initialState", "h0", "ND", "One state a sequence; N is B without cuSeqlens.") { IsOptional = true };
    public override ChannelRole? Y { get; } = new("o", "o", "BTD", "o has x's shape.");
    public override ChannelRole? FinalState { get; } = new("finalState", "ht", "ND", "One state a sequence; N is B without cuSeqlens.") { IsOptional = true };
    public override IReadOnlyList<string> Kernels { get; } = [HgrnChunkKernel.Name, HgrnRecurrentKernel.Name];
    public override IEnumerable<KernelVariant> CudaVariants => [.. HgrnChunkKernel.CudaVariants, .. HgrnRecurrentKernel.CudaVariants];

    public override IReadOnlyList<string> TunedShapes(KernelTarget target) => target == KernelTarget.Cuda
        ? ["B=1,T=1,D=2048", "B=64,T=1,D=2048", "B=1,T=2048,D=2048", "B=1,T=32768,D=2048", "B=8,T=2048,D=2048", "B=4,T=4096,D=8192"]
        : ["B=1,T=1,D=1024", "B=8,T=1,D=1024", "B=1,T=64,D=1024", "B=1,T=512,D=1024", "B=1,T=2048,D=1024", "B=4,T=1024,D=1024"];

    public override Grid GridOf(KernelVariant variant, in ChannelWork work) => new(Tiles(work.Columns, SliceOf(variant)), (int)work.Sequences);

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, int threads) =>
        [.. HgrnChunkKernel.Match(element, work, threads).Contenders, .. HgrnRecurrentKernel.Match(element, work, threads).Contenders];

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, CudaLimits device) =>
        [.. HgrnChunkKernel.MatchCuda(device, element, work).Contenders, .. HgrnRecurrentKernel.MatchCuda(device, element, work).Contenders];

    public override void Run<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, int threads)
    {
        if (variant is HgrnChunkKernel.Variant chunk)
            HgrnChunkKernel.Launch(chunk, grid, c.X, c.G, c.H0, c.CuSeqlens, c.Y, c.Ht, default, threads);
        else
            HgrnRecurrentKernel.Launch((HgrnRecurrentKernel.Variant)variant, grid, c.X, c.G, c.H0, c.CuSeqlens, c.Y, c.Ht, threads);
    }

    public override int Launch<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, OpOptions options, CudaStream stream)
    {
        if (variant is HgrnRecurrentKernel.Variant recurrent)
        {
            HgrnRecurrentKernel.Launch(recurrent, stream, grid, c.X, c.G, c.H0, c.CuSeqlens, c.Y, c.Ht);
            return 1;
        }

        var chunk = (HgrnChunkKernel.Variant)variant;
        long length = HgrnSplit.LengthOf(c, chunk, options.Segments, stream.Device.Limits);
        if (length > 0)
            return HgrnSplit.Launch(c, chunk, length, stream);
        HgrnChunkKernel.Launch(chunk, stream, grid, c.X, c.G, c.H0, c.CuSeqlens, c.Y, c.Ht, default);
        return 1;
    }

    public override void Interpret<T>(string kernel, in ChannelCall<T> call)
    {
        ChannelCall<T> c = call;
        int columns = c.X.Dim(2);
        Grid grid = new(1, (int)c.Work.Sequences);
        if (kernel == HgrnChunkKernel.Name)
            Reference.Run(grid, block => HgrnTemplates.HgrnChunk(block, ReferenceChunk, columns, c.X, c.G, c.H0, c.CuSeqlens, c.Y, c.Ht, default));
        else
            Reference.Run(grid, block => HgrnTemplates.HgrnRecurrent(block, columns, c.X, c.G, c.H0, c.CuSeqlens, c.Y, c.Ht));
    }

    public override IReadOnlyDictionary<string, double[]> Oracle(ChannelOracle given)
    {
        int d = given.Length('D');
        float[] x = given["x"], g = given["g"], h0 = given["h0"];
        double[] o = new double[x.Length], ht = new double[given.Length('N') * d];
        foreach ((int n, int first, int end) in given.Sequences())
        {
            for (int c = 0; c < d; c++)
            {
                double h = h0.Length > 0 ? h0[(n * d) + c] : 0;
                for (int t = first; t < end; t++)
                    o[(t * d) + c] = h = (Math.Exp(g[(t * d) + c]) * h) + x[(t * d) + c];
                ht[(n * d) + c] = h;
            }
        }

        return new Dictionary<string, double[]> { ["o"] = o, ["ht"] = ht };
    }

    public override NamedTensor Synthesize(ChannelRole role, Synthesizer random, long[] shape) =>
        role == G ? random.Normal(shape).Map(static x => -MathF.Log(1 + MathF.Exp(-x))) : random.Normal(shape);

    internal static int SliceOf(KernelVariant variant) => variant is HgrnChunkKernel.Variant chunk ? chunk.BD : ((HgrnRecurrentKernel.Variant)variant).BD;
}
