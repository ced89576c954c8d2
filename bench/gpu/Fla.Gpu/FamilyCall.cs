using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>
/// One call of an op of the family, its tensors on a GPU. Inputs of fewer tokens or states than the shape has are repeated there:
/// random numbers for billions of elements take minutes.
/// </summary>
internal abstract class FamilyCall : IDisposable
{
    public static FamilyCall Make(CudaDevice device, OpShape shape, OpInputs inputs) => inputs.ElementType switch
    {
        ElementType.Float32 => new FamilyCall<float>(device, shape, inputs, static x => x, static x => x),
        ElementType.Float16 => new FamilyCall<Half>(device, shape, inputs, static x => (Half)x, static x => (float)x),
        _ => new FamilyCall<BFloat16>(device, shape, inputs, static x => (BFloat16)x, static x => (float)x),
    };

    /// <summary>Calls the op with one variant, cut into segments as the cost model says or as the caller does.</summary>
    /// <returns>What ran.</returns>
    public abstract OpRun Run(FamilyKernel family, CudaStream stream, int? segments = null);

    public abstract (float[] O, float[] Ht) Results();

    /// <summary>Whether every element of the outputs was written, none as NaN.</summary>
    public bool IsComplete()
    {
        (float[] o, float[] ht) = Results();
        return !Array.Exists(o, float.IsNaN) && !Array.Exists(ht, float.IsNaN);
    }

    public abstract void Dispose();
}

internal sealed class FamilyCall<T> : FamilyCall where T : unmanaged
{
    private readonly CudaDevice _device;
    private readonly List<IDisposable> _tensors = [];
    private readonly OpShape _shape;
    private readonly int _sequences;
    private readonly Func<T, float> _widen;
    private readonly DeviceTensor<T> _q, _k, _v, _beta, _o;
    private readonly DeviceTensor<float>? _g, _h0;
    private readonly PackedSequences? _cuSeqlens;
    private readonly DeviceTensor<float> _ht;
    private readonly float _scale;
    private readonly bool _normalize;
    private OpOptions _options = new();
    private OpRun _run;

    public FamilyCall(CudaDevice device, OpShape shape, OpInputs inputs, Func<float, T> narrow, Func<T, float> widen)
    {
        (_device, _shape, _widen) = (device, shape, widen);
        _sequences = inputs.CuSeqlens is { } boundaries ? boundaries.Length - 1 : shape.B;
        // What is not written shows.
        _o = Filled([narrow(float.NaN)], shape.B, shape.T, shape.HV, shape.V);
        _ht = Filled([float.NaN], _sequences, shape.HV, shape.K, shape.V);
        (_q, _k, _v, _beta) = (Elements("q"), Elements("k"), Elements("v"), Elements("beta"));
        (_g, _h0) = (Floats("g"), Floats("h0"));
        if (inputs.CuSeqlens is { } packed)
            _tensors.Add(_cuSeqlens = new(device, packed));
        (_scale, _normalize) = (1 / MathF.Sqrt(shape.K), inputs.UseQkL2Norm);

        DeviceTensor<T> Elements(string name)
        {
            NamedTensor tensor = inputs.Tensors[name];
            return Filled(Array.ConvertAll(tensor.Values, x => narrow(x)), [_shape.B, _shape.T, .. tensor.Shape[2..]]);
        }

        DeviceTensor<float>? Floats(string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor)
            ? Filled(tensor.Values, name == "h0" ? [_sequences, .. tensor.Shape[1..]] : [_shape.B, _shape.T, .. tensor.Shape[2..]])
            : null;
    }

    public override OpRun Run(FamilyKernel family, CudaStream stream, int? segments = null)
    {
        if (_options.Variant != family.Name || _options.Segments != segments)
            _options = new() { Variant = family.Name, Segments = segments, Observer = run => _run = run };
        switch (family.Op.Name)
        {
            case "delta_rule":
                DeltaRule.Forward(stream, _q, _k, _v, _beta, _o, _scale, _h0, _ht, _normalize, _cuSeqlens, _options);
                break;
            case "gated_delta_rule":
                GatedDeltaRule.Forward(stream, _q, _k, _v, _g!, _beta, _o, _scale, _h0, _ht, _normalize, _cuSeqlens, _options);
                break;
            default:
                KimiDeltaAttention.Forward(stream, _q, _k, _v, _g!, _beta, _o, _scale, _h0, _ht, _normalize, _cuSeqlens, _options);
                break;
        }

        return _run;
    }

    public override (float[] O, float[] Ht) Results()
    {
        T[] o = new T[_o.Length];
        float[] ht = new float[_ht.Length];
        _o.CopyTo(o);
        _ht.CopyTo(ht);
        return (Array.ConvertAll(o, x => _widen(x)), ht);
    }

    public override void Dispose()
    {
        _device.Synchronize();
        _tensors.ForEach(static t => t.Dispose());
    }

    /// <summary>A tensor that repeats some values.</summary>
    private DeviceTensor<TAny> Filled<TAny>(TAny[] values, params ReadOnlySpan<long> shape) where TAny : unmanaged
    {
        DeviceTensor<TAny> tensor = new(_device, shape);
        _tensors.Add(tensor);
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
}
