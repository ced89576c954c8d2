using System.Numerics.Tensors;

namespace Fla;

/// <summary>One op of the delta family over its own tensors.</summary>
internal sealed class PreparedDelta<T> : PreparedOp where T : unmanaged
{
    private readonly DeltaDescriptor _op;
    private readonly Decay _decay;
    private readonly OpInputs _inputs;
    private readonly Tensor<T> _q, _k, _v, _beta;
    private readonly Tensor<float>? _g, _h0;
    private readonly T[] _o;
    private readonly float[] _ht;

    internal PreparedDelta(DeltaDescriptor op, Decay decay, OpInputs inputs)
    {
        (_op, _decay, _inputs) = (op, decay, inputs);
        (_q, _k, _v, _beta) = (Elements("q"), Elements("k"), Elements("v"), Elements("beta"));
        (_g, _h0) = (decay == Decay.None ? null : Floats(Required("g")), Floats(Given("h0")));
        Shape = Contract.Inputs(Arguments(OpOptions.Default));
        _o = Allocate<T>("o", OShape);
        _ht = Allocate<float>("ht", StateShape);
    }

    internal DeltaShape Shape { get; }

    private long[] OShape => [Shape.B, Shape.T, Shape.HV, Shape.V];

    private long[] StateShape => [Shape.N, Shape.HV, Shape.K, Shape.V];

    public override OpRun Run(OpOptions options) =>
        DeltaOp.Forward(Arguments(options), new(_o, Lengths(OShape)), new(_ht, Lengths(StateShape)));

    public override IReadOnlyDictionary<string, NamedTensor> ReadOutputs() => new Dictionary<string, NamedTensor>
    {
        ["o"] = new(OShape, Fla.Elements.ToSingle<T>(_o)),
        ["ht"] = new(StateShape, [.. _ht]),
    };

    public override void Poison()
    {
        Array.Fill(_o, Fla.Elements.FromSingle<T>([float.NaN])[0]);
        Array.Fill(_ht, float.NaN);
    }

    private DeltaArguments<T> Arguments(OpOptions options) => new()
    {
        Op = _op.Name,
        Decay = _decay,
        Q = _q,
        K = _k,
        V = _v,
        G = _g is null ? default : _g.AsReadOnlyTensorSpan(),
        Beta = _beta,
        Scale = _inputs.Scale,
        InitialState = _h0 is null ? default : _h0.AsReadOnlyTensorSpan(),
        Normalize = _inputs.UseQkL2Norm,
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

    private static Tensor<float>? Floats(NamedTensor? tensor) =>
        tensor is null ? null : Tensor.Create(tensor.Values, Lengths(tensor.Shape));

    private static nint[] Lengths(long[] shape) => Array.ConvertAll(shape, length => (nint)length);

    private static TAny[] Allocate<TAny>(string name, long[] shape)
    {
        Int128 count = shape.Aggregate(Int128.One, (product, length) => product * length);
        return count <= Array.MaxLength
            ? new TAny[(int)count]
            : throw new ArgumentException($"{name}: [{string.Join(", ", shape)}] has more elements than an array holds. Run fewer sequences at once.", name);
    }
}
