using Fla.Cuda;

namespace Fla;

/// <summary>One op over channels over its own tensors on a GPU.</summary>
internal sealed class PreparedDeviceChannelOp<T> : PreparedOp where T : unmanaged
{
    private readonly List<IDisposable> _owned = [];
    private readonly ChannelOp _op;
    private readonly CudaStream _stream;
    private readonly CudaEvent _before, _after;
    private readonly PackedSequences? _packed;
    private readonly DeviceTensor<T>? _x, _gate, _weight, _bias, _y;
    private readonly DeviceTensor<float>? _g, _rate, _offset, _h0, _floats, _ht;

    internal PreparedDeviceChannelOp(ChannelOp op, OpInputs inputs, CudaStream stream)
    {
        // Says what is wrong with the inputs before anything is on the GPU.
        ChannelAxes axes = new PreparedChannelOp<T>(op, inputs).Axes;
        (_op, _stream) = (op, stream);
        try
        {
            (_before, _after) = (Own(new CudaEvent(stream.Device)), Own(new CudaEvent(stream.Device)));
            (_x, _gate, _weight, _bias) = (Upload<T>(op.X), Upload<T>(op.Gate), Upload<T>(op.Weight), Upload<T>(op.Bias));
            (_g, _rate, _offset, _h0) = (Upload<float>(op.G), Upload<float>(op.Rate), Upload<float>(op.Offset), Upload<float>(op.InitialState));
            _packed = inputs.CuSeqlens is { } boundaries ? Own(new PackedSequences(stream.Device, boundaries)) : null;
            (_y, _floats, _ht) = (New<T>(op.Y), New<float>(op.Floats), New<float>(op.FinalState));
        }
        catch
        {
            Dispose();
            throw;
        }

        DeviceTensor<TAny>? Upload<TAny>(ChannelRole? role) where TAny : unmanaged
        {
            if (inputs.Given(role, op) is not { } given)
                return null;
            DeviceTensor<TAny> tensor = Own(new DeviceTensor<TAny>(stream.Device, given.Shape));
            tensor.CopyFrom(Elements.FromSingle<TAny>(given.Values));
            return tensor;
        }

        DeviceTensor<TAny>? New<TAny>(ChannelRole? role) where TAny : unmanaged => role is null ? null : Own(ChannelForward.New<TAny>(stream, role, axes));
    }

    public override OpRun Run(OpOptions options)
    {
        _before.Record(_stream);
        OpRun run = Launch(options);
        _after.Record(_stream);
        _after.Synchronize();
        run = run with { Elapsed = TimeSpan.FromMilliseconds(_after.MillisecondsSince(_before)) };
        options.Observer?.Invoke(run);
        return run;
    }

    public override void Start(OpOptions options) => Launch(options);

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
        Poison(_y);
        Poison(_floats);
        Poison(_ht);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _owned.ForEach(static o => o.Dispose());
    }

    /// <summary>Without the observer, which is told the time on the GPU.</summary>
    private OpRun Launch(OpOptions options)
    {
        OnStream on = new(_stream);
        return ChannelForward.Run(new ChannelArguments<T>
        {
            Op = _op,
            X = on.Optional(_x, _op.X.Name),
            Gate = on.Optional(_gate, "gate"),
            Weight = on.Optional(_weight, "weight"),
            Bias = on.Optional(_bias, "bias"),
            G = on.Optional(_g, "g"),
            Rate = on.Optional(_rate, "aLog"),
            Offset = on.Optional(_offset, "dtBias"),
            InitialState = on.Optional(_h0, "initialState"),
            Y = on.WriteOptional(_y, "y"),
            Floats = on.WriteOptional(_floats, "g"),
            FinalState = on.WriteOptional(_ht, "finalState"),
            Settings = _op.Settings,
            CuSeqlens = _packed is null ? default : _packed.Boundaries,
            Packed = _packed,
            Stream = _stream,
            Options = options.Observer is null ? options : options with { Observer = null },
        });
    }

    private static void Poison<TAny>(DeviceTensor<TAny>? tensor) where TAny : unmanaged
    {
        if (tensor is null)
            return;
        TAny[] values = new TAny[tensor.Length];
        Array.Fill(values, Elements.FromSingle<TAny>([float.NaN])[0]);
        tensor.CopyFrom(values);
    }

    private TOwned Own<TOwned>(TOwned owned) where TOwned : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
