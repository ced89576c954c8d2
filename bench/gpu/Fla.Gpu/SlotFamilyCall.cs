using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>A call of gated slot attention: both passes, of which the variant is the first one's.</summary>
internal sealed class SlotFamilyCall<T> : FamilyCall where T : unmanaged
{
    private readonly Func<T, float> _widen;
    private readonly SlotDeviceArguments<T> _arguments;
    private readonly DeviceTensor<T> _o;
    private readonly DeviceTensor<float> _keys, _values;
    private OpOptions _options = new();
    private OpRun _run;

    public SlotFamilyCall(CudaDevice device, OpShape shape, OpInputs inputs, Func<float, T> narrow, Func<T, float> widen)
        : base(device)
    {
        _widen = widen;
        int sequences = inputs.CuSeqlens is { } boundaries ? boundaries.Length - 1 : shape.B;
        long slots = inputs.Tensors["s"].Shape[3];
        // What is not written shows.
        _o = Filled([narrow(float.NaN)], shape.B, shape.T, shape.HV, shape.V);
        _keys = Filled([float.NaN], sequences, shape.HV, shape.K, slots);
        _values = Filled([float.NaN], sequences, shape.HV, slots, shape.V);
        _arguments = new()
        {
            Stream = null!,
            Q = Elements("q"),
            K = Elements("k"),
            V = Elements("v"),
            S = Elements("s"),
            G = Filled(inputs.Tensors["g"].Values, [shape.B, shape.T, .. inputs.Tensors["g"].Shape[2..]]),
            InitialKeyState = State("hk0"),
            InitialValueState = State("hv0"),
            CuSeqlens = inputs.CuSeqlens is { } packed ? Own(new PackedSequences(device, packed)) : null,
        };

        DeviceTensor<T> Elements(string name) => Filled(Array.ConvertAll(inputs.Tensors[name].Values, x => narrow(x)), [shape.B, shape.T, .. inputs.Tensors[name].Shape[2..]]);

        DeviceTensor<float>? State(string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor) ? Filled(tensor.Values, [sequences, .. tensor.Shape[1..]]) : null;
    }

    public override OpRun Run(FamilyKernel family, CudaStream stream, int? segments = null)
    {
        if (_options.Variant != family.Name || _options.Segments != segments)
            _options = new() { Variant = family.Name, Segments = segments, Observer = run => _run = run };
        SlotOp.Forward(_arguments with { Stream = stream, Options = _options }, _o, _keys, _values);
        return _run;
    }

    public override IReadOnlyDictionary<string, float[]> Results()
    {
        T[] o = new T[_o.Length];
        _o.CopyTo(o);
        return new Dictionary<string, float[]> { ["o"] = Array.ConvertAll(o, x => _widen(x)), ["hkt"] = Read(_keys), ["hvt"] = Read(_values) };
    }
}
