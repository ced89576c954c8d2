using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>An op over channels for tools. Of a shape, D is H · K.</summary>
internal sealed class ChannelDescriptor(ChannelOp op) : OpDescriptor
{
    /// <summary>Channels of a call that times a variant.</summary>
    private const int TimedChannels = 4096;

    public ChannelOp Op => op;

    public override string Name => op.Name;

    public override string Summary => op.Summary;

    public override string Paper => op.Paper;

    public override bool CanNormalizeQk => false;

    public override bool HasLayers => false;

    public override IReadOnlyList<OpTensor> Inputs { get; } = [.. op.Inputs.Select(static t => new OpTensor(t.Role.Key, t.Role.Text, t.Role.IsOptional, t.IsFloat))];

    public override IReadOnlyList<OpTensor> Outputs { get; } = [.. op.Outputs.Select(static t => new OpTensor(t.Role.Key, t.Role.Text, Optional: false, t.IsFloat))];

    public override IReadOnlyList<string> TunedShapes(KernelTarget target) => op.TunedShapes(target);

    public override PreparedOp Prepare(OpInputs inputs) => inputs.ElementType switch
    {
        ElementType.Float32 => new PreparedChannelOp<float>(op, inputs),
        ElementType.BFloat16 => new PreparedChannelOp<BFloat16>(op, inputs),
        ElementType.Float16 => new PreparedChannelOp<Half>(op, inputs),
        _ => throw new ArgumentException($"ElementType: {inputs.ElementType} is not an element type.", nameof(inputs)),
    };

    public override PreparedOp Prepare(OpInputs inputs, CudaStream stream) => inputs.ElementType switch
    {
        ElementType.Float32 => new PreparedDeviceChannelOp<float>(op, inputs, stream),
        ElementType.BFloat16 => new PreparedDeviceChannelOp<BFloat16>(op, inputs, stream),
        ElementType.Float16 => new PreparedDeviceChannelOp<Half>(op, inputs, stream),
        _ => throw new ArgumentException($"ElementType: {inputs.ElementType} is not an element type.", nameof(inputs)),
    };

    public override IReadOnlyDictionary<string, NamedTensor> Oracle(OpInputs inputs)
    {
        ChannelAxes axes = new PreparedChannelOp<float>(op, inputs with { ElementType = ElementType.Float32 }).Axes;
        IReadOnlyDictionary<string, double[]> values = op.Oracle(new((Dictionary<string, NamedTensor>)Round(inputs).Tensors, axes, op.Settings, inputs.CuSeqlens));
        return op.Outputs.ToDictionary(static t => t.Role.Key, t => new NamedTensor(Shape(axes, t.Role), Array.ConvertAll(values[t.Role.Key], static value => (float)value)));
    }

    public override OpInputs Synthesize(OpShape shape, ElementType dtype, int seed)
    {
        ChannelAxes axes = op.AxesOf(shape);
        Synthesizer random = new(seed);
        OpInputs inputs = Round(new()
        {
            ElementType = dtype,
            Tensors = op.Inputs.Where(t => t.Role != op.InitialState).ToDictionary(static t => t.Role.Key, t => op.Synthesize(t.Role, random, Shape(axes, t.Role))),
        });
        Prepare(inputs);
        return inputs;
    }

    public override Matchup Match(OpShape shape, ElementType dtype, int threads)
    {
        ChannelWork work = WorkOf(shape);
        return new(work.Problem(dtype, threads > 0 ? threads : CpuTarget.DefaultThreads), op.Contenders(dtype, work, threads));
    }

    public override Matchup Match(OpShape shape, ElementType dtype, CudaLimits device)
    {
        ChannelWork work = WorkOf(shape);
        return new(work.Problem(dtype, 0), op.Contenders(dtype, work, device));
    }

    internal override OpShape ShapeOf(in Problem problem)
    {
        int sequences = (int)Math.Clamp(problem.Size.Parallelism, 1, int.MaxValue), tokens = (int)Math.Clamp(problem.Size.Extent, 1, int.MaxValue);
        return new(sequences, tokens, 1, 1, problem.Dims[0], problem.Dims[0]);
    }

    // Ops of one kernel leave it to the first.
    internal override OpShape? ShapeOf(KernelVariant variant) => ChannelOps.All.FirstOrDefault(o => o.Kernels.Contains(variant.Kernel)) != op ? null
        : variant is HgrnRecurrentKernel.Variant ? new(32, 1, 1, 1, TimedChannels, TimedChannels)
        : new(4, 2048, 1, 1, TimedChannels, TimedChannels);

    internal override OpInputs TrialInputs(OpShape shape, ElementType dtype, int seed) => WithState(Synthesize(shape, dtype, seed), shape, shape.B, seed);

    /// <remarks>Widths of whole slices and of ragged ones; a wide one for what walks over columns.</remarks>
    internal override IEnumerable<(OpShape Shape, OpInputs Inputs)> GateInputs(OpShape shape, ElementType dtype, int seed)
    {
        yield return Case(new(2, 1, 1, 1, 100, 100), states: 2, null);
        yield return Case(new(1, 67, 2, 2, 65, 3), states: 1, null);
        yield return Case(new(2, 48, 1, 1, 256, 4), states: 0, null);
        yield return Case(new(1, 2, 1, 1, 1, 1), states: 1, null);
        if (op.HasSequences)
            yield return Case(new(1, 40, 1, 1, 64, 2), states: 4, [0, 0, 1, 18, 40]);
        if (!op.HasGates)
            yield break;
        foreach (float strength in (float[])[100, 0])
        {
            (OpShape call, OpInputs inputs) = Case(new(1, 70, 1, 1, 64, 64), states: 1, null);
            yield return (call, inputs with { Tensors = new Dictionary<string, NamedTensor>(inputs.Tensors) { ["g"] = inputs.Tensors["g"].Map(g => g * strength) } });
        }

        (OpShape, OpInputs) Case(OpShape call, int states, long[]? cuSeqlens)
        {
            OpInputs inputs = Synthesize(call, dtype, seed);
            return (call, (states > 0 ? WithState(inputs, call, states, seed) : inputs) with { CuSeqlens = cuSeqlens });
        }
    }

    private OpInputs WithState(OpInputs inputs, OpShape shape, int states, int seed)
    {
        if (op.InitialState is not { } state)
            return inputs;
        ChannelAxes axes = op.AxesOf(shape);
        axes.Set('N', states);
        return inputs with { Tensors = new Dictionary<string, NamedTensor>(inputs.Tensors) { [state.Key] = new Synthesizer(seed + 1).Normal(Shape(axes, state)) } };
    }

    private ChannelWork WorkOf(OpShape shape) => op.Work(op.AxesOf(shape), shape.T, op.Settings);

    private static long[] Shape(in ChannelAxes axes, ChannelRole role) => Array.ConvertAll(axes.Of(role.Axes), static length => (long)length);
}
