using System.Numerics.Tensors;

namespace Fla;

/// <summary>One op over channels over its own tensors.</summary>
internal sealed class PreparedChannelOp<T> : PreparedOp where T : unmanaged
{
    private readonly ChannelOp _op;
    private readonly OpInputs _inputs;
    private readonly Tensor<T>? _x, _gate, _weight, _bias, _y;
    private readonly Tensor<float>? _g, _rate, _offset, _h0, _floats, _ht;

    internal PreparedChannelOp(ChannelOp op, OpInputs inputs)
    {
        (_op, _inputs) = (op, inputs);
        if (inputs.UseQkL2Norm)
            throw new ArgumentException($"UseQkL2Norm: {op.Name} has no q and k. Leave it out.", nameof(inputs));
        (_x, _gate, _weight, _bias) = (Elements(op.X), Elements(op.Gate), Elements(op.Weight), Elements(op.Bias));
        (_g, _rate, _offset, _h0) = (Floats(op.G), Floats(op.Rate), Floats(op.Offset), Floats(op.InitialState));
        Axes = ChannelForward.Check(Arguments(OpOptions.Default));
        (_y, _floats, _ht) = (ChannelTensors.New<T>(op.Y, Axes), ChannelTensors.New<float>(op.Floats, Axes), ChannelTensors.New<float>(op.FinalState, Axes));
    }

    internal ChannelAxes Axes { get; }

    public override OpRun Run(OpOptions options) => ChannelForward.Run(Arguments(options) with
    {
        Y = ChannelTensors.Writable(_y),
        Floats = ChannelTensors.Writable(_floats),
        FinalState = ChannelTensors.Writable(_ht),
    });

    public override IReadOnlyDictionary<string, NamedTensor> ReadOutputs()
    {
        Dictionary<string, NamedTensor> outputs = [];
        if (_y is not null)
            outputs[_op.Y!.Key] = ChannelTensors.Named(_y);
        if (_floats is not null)
            outputs[_op.Floats!.Key] = ChannelTensors.Named(_floats);
        if (_ht is not null)
            outputs[_op.FinalState!.Key] = ChannelTensors.Named(_ht);
        return outputs;
    }

    public override void Poison()
    {
        ChannelTensors.Poison(_y);
        ChannelTensors.Poison(_floats);
        ChannelTensors.Poison(_ht);
    }

    private ChannelArguments<T> Arguments(OpOptions options) => new()
    {
        Op = _op,
        X = ChannelTensors.Span(_x),
        Gate = ChannelTensors.Span(_gate),
        Weight = ChannelTensors.Span(_weight),
        Bias = ChannelTensors.Span(_bias),
        G = ChannelTensors.Span(_g),
        Rate = ChannelTensors.Span(_rate),
        Offset = ChannelTensors.Span(_offset),
        InitialState = ChannelTensors.Span(_h0),
        Settings = _op.Settings,
        CuSeqlens = _inputs.CuSeqlens,
        Options = options,
    };

    private Tensor<T>? Elements(ChannelRole? role) => ChannelTensors.ToTensor<T>(_inputs.Given(role, _op));

    private Tensor<float>? Floats(ChannelRole? role) => ChannelTensors.ToTensor<float>(_inputs.Given(role, _op));
}
