using System.Numerics.Tensors;

namespace Fla;

/// <summary>Gated slot attention over its own tensors.</summary>
internal sealed class PreparedSlots<T> : PreparedOp where T : unmanaged
{
    private readonly SlotDescriptor _op;
    private readonly OpInputs _inputs;
    private readonly Tensor<T> _q, _k, _v, _s;
    private readonly Tensor<float> _g;
    private readonly Tensor<float>? _keys, _values;
    private readonly T[] _o;
    private readonly float[] _finalKeys, _finalValues;

    internal PreparedSlots(SlotDescriptor op, OpInputs inputs)
    {
        (_op, _inputs) = (op, inputs);
        if (inputs.UseQkL2Norm)
            throw new ArgumentException($"UseQkL2Norm: {op.Name} takes q and k as they are. Normalise them first, and leave it out.", nameof(inputs));
        (_q, _k, _v, _s) = (Elements("q"), Elements("k"), Elements("v"), Elements("s"));
        (_g, _keys, _values) = (Floats(Required("g"))!, Floats(Given("hk0")), Floats(Given("hv0")));
        Shape = Contract.Slots(Arguments(OpOptions.Default));
        (_o, _finalKeys, _finalValues) = (Allocate<T>("o", Shape.O), Allocate<float>("hkt", Shape.KeyState), Allocate<float>("hvt", Shape.ValueState));
    }

    internal SlotShape Shape { get; }

    public override OpRun Run(OpOptions options) => SlotOp.Forward(Arguments(options), new()
    {
        O = new(_o, Shape.O),
        FinalKeyState = new(_finalKeys, Shape.KeyState),
        FinalValueState = new(_finalValues, Shape.ValueState),
    });

    public override IReadOnlyDictionary<string, NamedTensor> ReadOutputs() => new Dictionary<string, NamedTensor>
    {
        ["o"] = new(Longs(Shape.O), Fla.Elements.ToSingle<T>(_o)),
        ["hkt"] = new(Longs(Shape.KeyState), [.. _finalKeys]),
        ["hvt"] = new(Longs(Shape.ValueState), [.. _finalValues]),
    };

    public override void Poison()
    {
        Array.Fill(_o, Fla.Elements.FromSingle<T>([float.NaN])[0]);
        Array.Fill(_finalKeys, float.NaN);
        Array.Fill(_finalValues, float.NaN);
    }

    private SlotArguments<T> Arguments(OpOptions options) => new()
    {
        Q = _q,
        K = _k,
        V = _v,
        S = _s,
        G = _g,
        Scale = _inputs.Scale,
        InitialKeyState = Span(_keys),
        InitialValueState = Span(_values),
        CuSeqlens = _inputs.CuSeqlens,
        Options = options,
    };

    private NamedTensor? Given(string name) => _inputs.Tensors.TryGetValue(name, out NamedTensor? tensor) ? tensor : null;

    private NamedTensor Required(string name) => Given(name) ?? throw new ArgumentException(
        $"{name}: expected {_op.Inputs.First(input => input.Name == name).Shape}, got nothing. {_op.Name} needs this tensor.", name);

    private Tensor<T> Elements(string name)
    {
        NamedTensor tensor = Required(name);
        return Tensor.Create(Fla.Elements.FromSingle<T>(tensor.Values), Lengths(tensor.Shape));
    }

    private static Tensor<float>? Floats(NamedTensor? tensor) => tensor is null ? null : Tensor.Create(tensor.Values, Lengths(tensor.Shape));

    private static ReadOnlyTensorSpan<float> Span(Tensor<float>? tensor) => tensor is null ? default : tensor.AsReadOnlyTensorSpan();

    private static nint[] Lengths(long[] shape) => Array.ConvertAll(shape, static length => (nint)length);

    private static long[] Longs(nint[] shape) => Array.ConvertAll(shape, static length => (long)length);

    private static TAny[] Allocate<TAny>(string name, nint[] shape)
    {
        Int128 count = shape.Aggregate(Int128.One, static (product, length) => product * length);
        return count <= Array.MaxLength
            ? new TAny[(int)count]
            : throw new ArgumentException($"{name}: [{string.Join(", ", shape)}] has more elements than an array holds. Run fewer sequences at once.", name);
    }
}
