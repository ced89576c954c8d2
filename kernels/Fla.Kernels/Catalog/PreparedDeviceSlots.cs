using Fla.Cuda;

namespace Fla;

/// <summary>Gated slot attention over its own tensors on a GPU.</summary>
internal sealed class PreparedDeviceSlots<T> : PreparedOp where T : unmanaged
{
    private readonly List<IDisposable> _owned = [];
    private readonly CudaStream _stream;
    private readonly CudaEvent _before, _after;
    private readonly SlotDeviceArguments<T> _arguments;
    private readonly DeviceTensor<T> _o;
    private readonly DeviceTensor<float> _finalKeys, _finalValues;

    internal PreparedDeviceSlots(SlotDescriptor op, OpInputs inputs, CudaStream stream)
    {
        // Says what is wrong with the inputs before anything is on the GPU.
        SlotShape shape = new PreparedSlots<T>(op, inputs).Shape;
        _stream = stream;
        try
        {
            (_before, _after) = (Own(new CudaEvent(stream.Device)), Own(new CudaEvent(stream.Device)));
            _arguments = new()
            {
                Stream = stream,
                Q = Upload("q"),
                K = Upload("k"),
                V = Upload("v"),
                S = Upload("s"),
                G = UploadFloats("g")!,
                Scale = inputs.Scale,
                InitialKeyState = UploadFloats("hk0"),
                InitialValueState = UploadFloats("hv0"),
                CuSeqlens = inputs.CuSeqlens is { } boundaries ? Own(new PackedSequences(stream.Device, boundaries)) : null,
            };
            _o = Own(new DeviceTensor<T>(stream.Device, shape.B, shape.T, shape.HV, shape.V));
            _finalKeys = Own(new DeviceTensor<float>(stream.Device, shape.N, shape.HV, shape.K, shape.M));
            _finalValues = Own(new DeviceTensor<float>(stream.Device, shape.N, shape.HV, shape.M, shape.V));
        }
        catch
        {
            Dispose();
            throw;
        }

        DeviceTensor<T> Upload(string name) => Filled(Elements.FromSingle<T>(inputs.Tensors[name].Values), inputs.Tensors[name].Shape);

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
        return new Dictionary<string, NamedTensor>
        {
            ["o"] = new(_o.Shape.ToArray(), Elements.ToSingle<T>(o)),
            ["hkt"] = Read(_finalKeys),
            ["hvt"] = Read(_finalValues),
        };
    }

    public override void Poison()
    {
        Poison(_o, Elements.FromSingle<T>([float.NaN])[0]);
        Poison(_finalKeys, float.NaN);
        Poison(_finalValues, float.NaN);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _owned.ForEach(static o => o.Dispose());
    }

    /// <summary>Without the observer, which is told the time on the GPU.</summary>
    private OpRun Launch(OpOptions options) => SlotOp.Forward(
        _arguments with { Options = options.Observer is null ? options : options with { Observer = null } }, _o, _finalKeys, _finalValues);

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
