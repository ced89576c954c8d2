using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>
/// One call of an op of the family, its tensors on a GPU. Inputs of fewer tokens or states than the shape has are repeated there:
/// random numbers for billions of elements take minutes.
/// </summary>
internal abstract class FamilyCall(CudaDevice device) : IDisposable
{
    private readonly CudaDevice _device = device;
    private readonly List<IDisposable> _owned = [];

    public static FamilyCall Make(CudaDevice device, Recurrence op, OpShape shape, OpInputs inputs) => inputs.ElementType switch
    {
        ElementType.Float32 => Make<float>(device, op, shape, inputs, static x => x, static x => x),
        ElementType.Float16 => Make<Half>(device, op, shape, inputs, static x => (Half)x, static x => (float)x),
        _ => Make<BFloat16>(device, op, shape, inputs, static x => (BFloat16)x, static x => (float)x),
    };

    private static FamilyCall Make<T>(CudaDevice device, Recurrence op, OpShape shape, OpInputs inputs, Func<float, T> narrow, Func<T, float> widen) where T : unmanaged =>
        op == Recurrences.SlotScores ? new SlotFamilyCall<T>(device, shape, inputs, narrow, widen) : new FamilyCall<T>(device, op, shape, inputs, narrow, widen);

    /// <summary>Calls the op with one variant, cut into segments as the cost model says or as the caller does.</summary>
    /// <returns>What ran.</returns>
    public abstract OpRun Run(FamilyKernel family, CudaStream stream, int? segments = null);

    /// <summary>The outputs, by name.</summary>
    public abstract IReadOnlyDictionary<string, float[]> Results();

    /// <summary>Whether every element of the outputs was written, none as NaN.</summary>
    public bool IsComplete() => !Results().Values.Any(static x => Array.Exists(x, float.IsNaN));

    public void Dispose()
    {
        _device.Synchronize();
        _owned.ForEach(static t => t.Dispose());
    }

    protected TOwned Own<TOwned>(TOwned owned) where TOwned : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>A tensor that repeats some values.</summary>
    protected DeviceTensor<TAny> Filled<TAny>(TAny[] values, params ReadOnlySpan<long> shape) where TAny : unmanaged
    {
        DeviceTensor<TAny> tensor = Own(new DeviceTensor<TAny>(_device, shape));
        using (DeviceTensor<TAny> first = Part(0, values.Length))
            first.CopyFrom(values);
        using CudaStream stream = new(_device);
        for (long filled = values.Length; filled < tensor.Length; filled *= 2)
        {
            long more = Math.Min(filled, tensor.Length - filled);
            using DeviceTensor<TAny> from = Part(0, more), to = Part(filled, more);
            to.CopyFrom(from, stream);
        }

        stream.Synchronize();
        return tensor;

        unsafe DeviceTensor<TAny> Part(long start, long length) => new(_device, (nint)(tensor.Address + (start * sizeof(TAny))), [length], [1]);
    }

    protected static float[] Read(DeviceTensor<float> tensor)
    {
        float[] values = new float[tensor.Length];
        tensor.CopyTo(values);
        return values;
    }
}

internal sealed class FamilyCall<T> : FamilyCall where T : unmanaged
{
    private readonly Func<T, float> _widen;
    private readonly DeviceArguments<T> _arguments;
    private readonly DeviceTensor<T> _o;
    private readonly DeviceTensor<float> _ht;
    private readonly DeviceTensor<float>? _zt;
    private OpOptions _options = new();
    private OpRun _run;

    public FamilyCall(CudaDevice device, Recurrence op, OpShape shape, OpInputs inputs, Func<float, T> narrow, Func<T, float> widen)
        : base(device)
    {
        _widen = widen;
        int sequences = inputs.CuSeqlens is { } boundaries ? boundaries.Length - 1 : shape.B;
        // What is not written shows.
        _o = Filled([narrow(float.NaN)], shape.B, shape.T, shape.HV, shape.V);
        _ht = Filled([float.NaN], sequences, shape.HV, shape.K, shape.V);
        _zt = op.HasKeySums ? Filled([float.NaN], sequences, shape.HV, shape.K) : null;
        _arguments = new()
        {
            Op = op,
            Stream = null!,
            Q = Elements("q")!,
            K = Elements("k")!,
            V = Elements("v")!,
            G = op.HasGates ? Floats(op.Gates) : null,
            Beta = Elements("beta"),
            U = Elements("u"),
            A = op.ReadKeys is { } readKeys ? Elements(readKeys) : null,
            B = Elements("b"),
            W = op.HasChannelGates ? Elements("w") : null,
            Steps = op.Kind.Steps,
            Layer = inputs.Layer,
            InitialState = Floats("h0"),
            InitialKeySums = op.HasKeySums ? Floats("z0") : null,
            Normalize = inputs.UseQkL2Norm,
            CuSeqlens = inputs.CuSeqlens is { } packed ? Own(new PackedSequences(device, packed)) : null,
        };

        DeviceTensor<T>? Elements(string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor)
            ? Filled(Array.ConvertAll(tensor.Values, x => narrow(x)), name == "u" ? tensor.Shape : [shape.B, (name is "k" or "v" or "beta" ? op.Kind.Steps : 1) * shape.T, .. tensor.Shape[2..]])
            : null;

        DeviceTensor<float>? Floats(string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor)
            ? Filled(tensor.Values, name is "h0" or "z0" ? [sequences, .. tensor.Shape[1..]] : [shape.B, shape.T, .. tensor.Shape[2..]])
            : null;
    }

    public override OpRun Run(FamilyKernel family, CudaStream stream, int? segments = null)
    {
        if (_options.Variant != family.Name || _options.Segments != segments)
            _options = new() { Variant = family.Name, Segments = segments, Observer = run => _run = run };
        DeviceOp.Forward(_arguments with { Stream = stream, Options = _options }, _o, _ht, _zt);
        return _run;
    }

    public override IReadOnlyDictionary<string, float[]> Results()
    {
        T[] o = new T[_o.Length];
        _o.CopyTo(o);
        return new Dictionary<string, float[]> { ["o"] = Array.ConvertAll(o, x => _widen(x)), ["ht"] = Read(_ht) };
    }
}
