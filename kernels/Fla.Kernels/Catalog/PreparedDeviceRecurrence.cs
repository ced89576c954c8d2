using Fla.Cuda;

namespace Fla;

/// <summary>One op over its own tensors on a GPU.</summary>
internal sealed class PreparedDeviceRecurrence<T> : PreparedOp where T : unmanaged
{
    private readonly List<IDisposable> _owned = [];
    private readonly CudaStream _stream;
    private readonly CudaEvent _before, _after;
    private readonly DeviceArguments<T> _arguments;
    private readonly DeviceTensor<T> _o;
    private readonly DeviceTensor<float> _ht;
    private readonly DeviceTensor<float>? _zt;

    internal PreparedDeviceRecurrence(RecurrenceDescriptor descriptor, OpInputs inputs, CudaStream stream)
    {
        // Says what is wrong with the inputs before anything is on the GPU.
        RecurrenceShape shape = new PreparedRecurrence<T>(descriptor, inputs).Shape;
        Recurrence op = descriptor.Recurrence;
        _stream = stream;
        try
        {
            (_before, _after) = (Own(new CudaEvent(stream.Device)), Own(new CudaEvent(stream.Device)));
            _arguments = new()
            {
                Op = op,
                Stream = stream,
                Q = Upload("q"),
                K = Upload("k"),
                V = Upload("v"),
                G = op.HasGates ? UploadFloats(op.Gates) : null,
                Beta = op.HasBeta ? Upload("beta") : null,
                U = op.HasBonus ? Upload("u") : null,
                A = op.ReadKeys is { } readKeys ? Upload(readKeys) : null,
                B = op.HasB ? Upload("b") : null,
                W = op.HasChannelGates ? Upload("w") : null,
                Steps = descriptor.StepsOf(inputs),
                Layer = inputs.Layer,
                Scale = inputs.Scale,
                InitialState = UploadFloats("h0"),
                InitialKeySums = op.HasKeySums ? UploadFloats("z0") : null,
                Normalize = inputs.UseQkL2Norm,
                CuSeqlens = inputs.CuSeqlens is { } boundaries ? Own(new PackedSequences(stream.Device, boundaries)) : null,
            };
            _o = Own(new DeviceTensor<T>(stream.Device, shape.B, shape.T, shape.HV, shape.V));
            _ht = Own(new DeviceTensor<float>(stream.Device, shape.N, shape.HV, shape.K, shape.V));
            _zt = op.HasKeySums ? Own(new DeviceTensor<float>(stream.Device, shape.N, shape.HV, shape.K)) : null;
        }
        catch
        {
            Dispose();
            throw;
        }

        DeviceTensor<T> Upload(string name) => Filled(Fla.Elements.FromSingle<T>(inputs.Tensors[name].Values), inputs.Tensors[name].Shape);

        DeviceTensor<float>? UploadFloats(string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor) ? Filled(tensor.Values, tensor.Shape) : null;
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
        T[] o = new T[_o.Length];
        _o.CopyTo(o);
        Dictionary<string, NamedTensor> outputs = new()
        {
            ["o"] = new(_o.Shape.ToArray(), Fla.Elements.ToSingle<T>(o)),
            ["ht"] = Read(_ht),
        };
        if (_zt is not null)
            outputs["zt"] = Read(_zt);
        return outputs;
    }

    public override void Poison()
    {
        Poison(_o, Fla.Elements.FromSingle<T>([float.NaN])[0]);
        Poison(_ht, float.NaN);
        if (_zt is not null)
            Poison(_zt, float.NaN);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _owned.ForEach(static o => o.Dispose());
    }

    /// <summary>Without the observer, which is told the time on the GPU.</summary>
    private OpRun Launch(OpOptions options) =>
        DeviceOp.Forward(WithOptions(options.Observer is null ? options : options with { Observer = null }), _o, _ht, _zt);

    private static NamedTensor Read(DeviceTensor<float> tensor)
    {
        float[] values = new float[tensor.Length];
        tensor.CopyTo(values);
        return new(tensor.Shape.ToArray(), values);
    }

    private static void Poison<TAny>(DeviceTensor<TAny> tensor, TAny poison) where TAny : unmanaged
    {
        TAny[] values = new TAny[tensor.Length];
        Array.Fill(values, poison);
        tensor.CopyFrom(values);
    }

    private DeviceArguments<T> WithOptions(OpOptions options) => _arguments with { Options = options };

    private DeviceTensor<TAny> Filled<TAny>(TAny[] values, long[] shape) where TAny : unmanaged
    {
        DeviceTensor<TAny> tensor = Own(new DeviceTensor<TAny>(_stream.Device, shape));
        tensor.CopyFrom(values);
        return tensor;
    }

    private TOwned Own<TOwned>(TOwned owned) where TOwned : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
