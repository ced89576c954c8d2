using Fla.Cuda;

namespace Fla;

/// <summary>An op over channels: which tensors it takes and which kernels compute it. Checks, dispatch, catalog, tool and tuner follow from that.</summary>
internal abstract class ChannelOp
{
    private DispatchSpace? _space;

    /// <summary>In files and on the command line, for example <c>hgrn</c>.</summary>
    public abstract string Name { get; }

    /// <summary>One line: what it computes.</summary>
    public abstract string Summary { get; }

    /// <summary>Where it was published.</summary>
    public abstract string Paper { get; }

    public abstract ChannelRole X { get; }
    public virtual ChannelRole? Gate => null;
    public virtual ChannelRole? Weight => null;
    public virtual ChannelRole? Bias => null;
    public virtual ChannelRole? G => null;
    public virtual ChannelRole? Rate => null;
    public virtual ChannelRole? Offset => null;
    public virtual ChannelRole? InitialState => null;

    /// <summary>What is written in the element type; null when the op writes float32 alone.</summary>
    public virtual ChannelRole? Y => null;

    /// <summary>What is written in float32 instead.</summary>
    public virtual ChannelRole? Floats => null;
    public virtual ChannelRole? FinalState => null;

    /// <summary>Whether tokens belong to sequences that may be packed.</summary>
    public virtual bool HasSequences => true;

    /// <summary>Whether y may be the memory of x.</summary>
    public virtual bool IsInPlace => false;

    /// <summary>The switches of a call that says nothing of them.</summary>
    public virtual ChannelSettings Settings => default;

    /// <summary>Shapes that are worth tuning; none where one kernel serves all calls.</summary>
    public virtual IReadOnlyList<string> TunedShapes(KernelTarget target) => [];

    public DispatchSpace Space => _space ??= new(Name, "T", "N", new Dim("D"));

    /// <summary>The names of its kernels; the first is what the reference runs.</summary>
    public abstract IReadOnlyList<string> Kernels { get; }

    public abstract IEnumerable<KernelVariant> CudaVariants { get; }

    /// <summary>Checks what lengths alone do not say.</summary>
    /// <exception cref="ArgumentException">An argument breaks the contract.</exception>
    public virtual void Check(in ChannelAxes axes, in ChannelSettings settings)
    {
    }

    /// <summary>What a call has to do.</summary>
    /// <param name="axes">What its tensors agreed on.</param>
    /// <param name="longest">Tokens of the longest sequence.</param>
    /// <param name="settings">Its switches.</param>
    public virtual ChannelWork Work(in ChannelAxes axes, long longest, in ChannelSettings settings) => new(this, axes['N'], 1, longest, axes['D']);

    /// <summary>Whether there is nothing to compute and nothing to write.</summary>
    public virtual bool IsEmpty(in ChannelWork work) => work.Sequences * work.Columns == 0;

    public abstract Grid GridOf(KernelVariant variant, in ChannelWork work);

    /// <summary>How far the main loop of a program runs.</summary>
    public virtual long ExtentOf(KernelVariant variant, in ChannelWork work) => work.Tokens;

    public abstract IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, int threads);

    public abstract IReadOnlyList<Contender> Contenders(ElementType element, ChannelWork work, CudaLimits device);

    public abstract void Run<T>(KernelVariant variant, Grid grid, in ChannelCall<T> call, int threads) where T : unmanaged;

    /// <returns>How many segments the longest sequence was cut into.</returns>
    public abstract int Launch<T>(KernelVariant variant, Grid grid, in ChannelCall<T> call, OpOptions options, CudaStream stream) where T : unmanaged;

    /// <summary>The template itself, in the interpreter.</summary>
    /// <param name="kernel">One of <see cref="Kernels"/>.</param>
    /// <param name="call">The call, which has something to do.</param>
    public abstract void Interpret<T>(string kernel, in ChannelCall<T> call) where T : unmanaged;

    /// <summary>What the op should give, in double: dense tensors by their names in files.</summary>
    public abstract IReadOnlyDictionary<string, double[]> Oracle(ChannelOracle given);

    /// <summary>Random numbers like those of a model, for a tensor of the op.</summary>
    public virtual NamedTensor Synthesize(ChannelRole role, Synthesizer random, long[] shape) => random.Normal(shape);

    /// <summary>The lengths of axes for a shape of the catalog.</summary>
    public virtual ChannelAxes AxesOf(OpShape shape)
    {
        ChannelAxes axes = new();
        axes.Set('B', shape.B);
        axes.Set('T', shape.T);
        axes.Set('D', (long)shape.H * shape.K);
        axes.Set('N', shape.B);
        return axes;
    }

    /// <summary>Whether gates are among its inputs, so that strong ones and none are to be tried.</summary>
    public bool HasGates => G is not null;

    protected static int Tiles(long extent, int tile) => (int)((extent + tile - 1) / tile);

    /// <summary>The tensors it reads, with whether their elements are always float32.</summary>
    public IEnumerable<(ChannelRole Role, bool IsFloat)> Inputs =>
        ((ChannelRole?, bool)[])[(X, false), (Gate, false), (Weight, false), (Bias, false), (G, true), (Rate, true), (Offset, true), (InitialState, true)] is var all
            ? all.Where(static r => r.Item1 is not null).Select(static r => (r.Item1!, r.Item2))
            : [];

    /// <summary>The tensors it writes.</summary>
    public IEnumerable<(ChannelRole Role, bool IsFloat)> Outputs =>
        ((ChannelRole?, bool)[])[(Y, false), (Floats, true), (FinalState, true)] is var all
            ? all.Where(static r => r.Item1 is not null).Select(static r => (r.Item1!, r.Item2))
            : [];
}

/// <summary>The inputs of an oracle: dense tensors, the axes and switches of the call.</summary>
internal sealed record ChannelOracle(IReadOnlyDictionary<string, NamedTensor> Tensors, ChannelAxes Axes, ChannelSettings Settings, long[]? CuSeqlens)
{
    /// <summary>The values of a tensor; none when it is absent.</summary>
    public float[] this[string key] => Tensors.TryGetValue(key, out NamedTensor? tensor) ? tensor.Values : [];

    public int Length(char axis) => (int)Axes[axis];

    /// <summary>The first token of each sequence in [B · T], and the end.</summary>
    public IEnumerable<(int Sequence, int First, int End)> Sequences()
    {
        int tokens = Length('T');
        for (int n = 0; n < Length('N'); n++)
            yield return CuSeqlens is null ? (n, n * tokens, (n + 1) * tokens) : (n, (int)CuSeqlens[n], (int)CuSeqlens[n + 1]);
    }
}
