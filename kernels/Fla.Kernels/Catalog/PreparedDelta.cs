using System.Numerics.Tensors;

namespace Fla;

/// <summary>One op of the delta family over its own tensors.</summary>
internal sealed class PreparedDelta<T> : PreparedOp where T : unmanaged
{
    private readonly DeltaDescriptor _op;
    private readonly Decay _decay;
    private readonly OpInputs _inputs;
    private readonly Tensor<T> _q, _k, _v, _beta, _o;
    private readonly Tensor<float>? _g, _h0;
    private readonly Tensor<float> _ht;

    internal PreparedDelta(DeltaDescriptor op, Decay decay, OpInputs inputs)
    {
        (_op, _decay, _inputs) = (op, decay, inputs);
        (_q, _k, _v, _beta) = (Elements("q"), Elements("k"), Elements("v"), Elements("beta"));
        (_g, _h0) = (decay == Decay.None ? null : Floats(Required("g")), Floats(Given("h0")));
        Shape = Contract.Inputs(Arguments(OpOptions.Default));
        _o = Tensor.CreateFromShape<T>([(nint)Shape.B, (nint)Shape.T, (nint)Shape.HV, (nint)Shape.V]);
        _ht = Tensor.CreateFromShape<float>([(nint)Shape.N, (nint)Shape.HV, (nint)Shape.K, (nint)Shape.V]);
    }

    internal DeltaShape Shape { get; }

    public override OpRun Run(OpOptions options) => DeltaOp.Forward(Arguments(options), _o, _ht);

    public override IReadOnlyDictionary<string, NamedTensor> ReadOutputs() => new Dictionary<string, NamedTensor>
    {
        ["o"] = new([Shape.B, Shape.T, Shape.HV, Shape.V], Fla.Elements.ToSingle<T>(Flat(_o))),
        ["ht"] = new([Shape.N, Shape.HV, Shape.K, Shape.V], Flat(_ht).ToArray()),
    };

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
        return Tensor.Create(Fla.Elements.FromSingle<T>(tensor.Values), Lengths(tensor));
    }

    private static Tensor<float>? Floats(NamedTensor? tensor) =>
        tensor is null ? null : Tensor.Create(tensor.Values, Lengths(tensor));

    private static nint[] Lengths(NamedTensor tensor) => Array.ConvertAll(tensor.Shape, length => (nint)length);

    private static Span<TAny> Flat<TAny>(Tensor<TAny> tensor) =>
        tensor.FlattenedLength == 0 ? [] : tensor.GetSpan([0, 0, 0, 0], (int)tensor.FlattenedLength);
}
