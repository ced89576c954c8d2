using Fla.Cuda;

namespace Fla;

/// <summary>g = −e^aLog · softplus(a + dtBias), one gate a head, or one a key channel whose head has the rate.</summary>
internal sealed class DecayGateOp(bool perKey) : ChannelOp
{
    private const int ReferenceTile = 16;

    public override string Name => perKey ? "decay_gate_per_key" : "decay_gate";
    public override string Summary => $"g = −e^aLog · log(1 + e^(a + dtBias)), one gate a {(perKey ? "key channel" : "head")}";
    public override string Paper => perKey ? "Kimi Team, \"Kimi Linear: An Expressive, Efficient Attention Architecture\", 2025" : "Gu, Dao, \"Mamba: Linear-Time Sequence Modeling with Selective State Spaces\", 2023";
    public override ChannelRole X { get; } = new("a", "a", perKey ? "BTHD" : "BTH", "Give a its batch, token and head axes, and one of key channels for gates of their own.");
    public override ChannelRole? Rate { get; } = new("aLog", "A_log", "H", "There is one rate a head.");
    public override ChannelRole? Offset { get; } = new("dtBias", "dt_bias", perKey ? "HD" : "H", "There is one bias a gate of a token.") { IsOptional = true };
    public override ChannelRole? Floats { get; } = new("g", "g", perKey ? "BTHD" : "BTH", "g has a's shape.");
    public override bool HasSequences => false;
    public override IReadOnlyList<string> Kernels { get; } = [DecayGateKernel.Name];
    public override IEnumerable<KernelVariant> CudaVariants => DecayGateKernel.CudaVariants;

    public override ChannelAxes AxesOf(OpShape shape)
    {
        ChannelAxes axes = base.AxesOf(shape);
        axes.Set('H', perKey ? shape.H : (long)shape.H * shape.K);
        axes.Set('D', shape.K);
        return axes;
    }

    // Without keys the heads are the columns.
    public override ChannelWork Work(in ChannelAxes axes, long longest, in ChannelSettings settings) =>
        new(this, axes['B'], perKey ? axes['H'] : 1, axes['T'], perKey ? axes['D'] : axes['H']);

    public override bool IsEmpty(in ChannelWork work) => work.Sequences * work.Heads * work.Tokens * work.Columns == 0;

    public override Grid GridOf(KernelVariant variant, in ChannelWork work) => GridOf(work, ((DecayGateKernel.Variant)variant).BT, ((DecayGateKernel.Variant)variant).BK);

    public override long ExtentOf(KernelVariant variant, in ChannelWork work) => 1;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, int threads) => DecayGateKernel.Match(element, work, threads).Contenders;

    public override IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, CudaLimits device) => DecayGateKernel.MatchCuda(device, element, work).Contenders;

    public override void Run<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, int threads)
    {
        (In<T> a, In<float> rate, In<float> bias, Out<float> g) = Views(c);
        DecayGateKernel.Launch((DecayGateKernel.Variant)variant, grid, a, rate, bias, g, threads);
    }

    public override int Launch<T>(KernelVariant variant, Grid grid, in ChannelCall<T> c, OpOptions options, CudaStream stream)
    {
        (In<T> a, In<float> rate, In<float> bias, Out<float> g) = Views(c);
        DecayGateKernel.Launch((DecayGateKernel.Variant)variant, stream, grid, a, rate, bias, g);
        return 1;
    }

    public override void Interpret<T>(string kernel, in ChannelCall<T> call)
    {
        (In<T> a, In<float> rate, In<float> bias, Out<float> g) = Views(call);
        int columns = a.Dim(3);
        Reference.Run(GridOf(call.Work, ReferenceTile, columns), block => GateTemplates.DecayGate(block, ReferenceTile, columns, a, rate, bias, g));
    }

    public override IReadOnlyDictionary<string, double[]> Oracle(ChannelOracle given)
    {
        (int h, int d) = (given.Length('H'), perKey ? given.Length('D') : 1);
        float[] a = given["a"], rate = given["A_log"], bias = given["dt_bias"];
        double[] g = new double[a.Length];
        for (int i = 0; i < g.Length; i++)
        {
            double x = (double)a[i] + (bias.Length > 0 ? bias[i % (h * d)] : 0);
            g[i] = -Math.Exp(rate[i / d % h]) * (x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x)));
        }

        return new Dictionary<string, double[]> { ["g"] = g };
    }

    private static Grid GridOf(in ChannelWork work, int tokens, int slice) => new(Tiles(work.Tokens, tokens), (int)work.Heads, (int)work.Sequences * Tiles(work.Columns, slice));

    private unsafe (In<T> A, In<float> Rate, In<float> Bias, Out<float> G) Views<T>(in ChannelCall<T> c) where T : unmanaged
    {
        In<T> a = c.X;
        Out<float> g = c.Floats;
        long h = a.LongDim(2), d = perKey ? a.LongDim(3) : h;
        if (perKey)
            return (a, new(c.Rate.Data, [h, 1]), c.Offset, g);
        return (new(a.Data, [a.LongDim(0), a.LongDim(1), 1, d], [a.Stride(0), a.Stride(1), 0, 1]), new(c.Rate.Data, [1, d]),
            c.Offset.IsEmpty ? default : new(c.Offset.Data, [1, d]), new(g.Data, [g.LongDim(0), g.LongDim(1), 1, d], [g.Stride(0), g.Stride(1), 0, 1]));
    }
}
