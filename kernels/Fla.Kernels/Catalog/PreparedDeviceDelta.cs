using Fla.Cuda;

namespace Fla;

/// <summary>One op of the delta family over its own tensors on a GPU.</summary>
internal sealed class PreparedDeviceDelta<T> : PreparedOp where T : unmanaged
{
    private readonly List<IDisposable> _owned = [];
    private readonly CudaStream _stream;
    private readonly CudaEvent _before, _after;
    private readonly DeviceArguments<T> _arguments;
    private readonly DeviceTensor<T> _o;
    private readonly DeviceTensor<float> _ht;

    internal PreparedDeviceDelta(DeltaDescriptor op, Decay decay, OpInputs inputs, CudaStream stream)
    {
        // Says what is wrong with the inputs before anything is on the GPU.
        DeltaShape shape = new PreparedDelta<T>(op, decay, inputs).Shape;
        _stream = stream;
        try
        {
            (_before, _after) = (Own(new CudaEvent(stream.Device)), Own(new CudaEvent(stream.Device)));
            _arguments = new()
            {
                Op = op.Name,
                Decay = decay,
                Stream = stream,
                Q = Upload("q"),
                K = Upload("k"),
                V = Upload("v"),
                G = decay == Decay.None ? null : UploadFloats("g"),
                Beta = Upload("beta"),
                Scale = inputs.Scale,
                InitialState = UploadFloats("h0"),
                Normalize = inputs.UseQkL2Norm,
                CuSeqlens = inputs.CuSeqlens is { } boundaries ? Own(new PackedSequences(stream.Device, boundaries)) : null,
            };
            _o = Own(new DeviceTensor<T>(stream.Device, shape.B, shape.T, shape.HV, shape.V));
            _ht = Own(new DeviceTensor<float>(stream.Device, shape.N, shape.HV, shape.K, shape.V));
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
        float[] ht = new float[_ht.Length];
        _o.CopyTo(o);
        _ht.CopyTo(ht);
        return new Dictionary<string, NamedTensor>
        {
            ["o"] = new(_o.Shape.ToArray(), Fla.Elements.ToSingle<T>(o)),
            ["ht"] = new(_ht.Shape.ToArray(), ht),
        };
    }

    public override void Poison()
    {
        T[] o = new T[_o.Length];
        Array.Fill(o, Fla.Elements.FromSingle<T>([float.NaN])[0]);
        _o.CopyFrom(o);
        float[] ht = new float[_ht.Length];
        Array.Fill(ht, float.NaN);
        _ht.CopyFrom(ht);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _owned.ForEach(static o => o.Dispose());
    }

    /// <summary>Without the observer, which is told the time on the GPU.</summary>
    private OpRun Launch(OpOptions options) =>
        DeviceOp.Forward(WithOptions(options.Observer is null ? options : options with { Observer = null }), _o, _ht);

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
