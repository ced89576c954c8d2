using System.Numerics.Tensors;

namespace Fla;

/// <summary>One op over its own tensors.</summary>
internal sealed class PreparedRecurrence<T> : PreparedOp where T : unmanaged
{
    private readonly RecurrenceDescriptor _descriptor;
    private readonly Recurrence _op;
    private readonly OpInputs _inputs;
    private readonly Tensor<T> _q, _k, _v;
    private readonly Tensor<T>? _beta, _u, _a, _b, _w;
    private readonly Tensor<float>? _g, _h0, _z0;
    private readonly T[] _o;
    private readonly float[] _ht;
    private readonly float[]? _zt;

    internal PreparedRecurrence(RecurrenceDescriptor descriptor, OpInputs inputs)
    {
        (_descriptor, _op, _inputs) = (descriptor, descriptor.Recurrence, inputs);
        if (inputs.UseQkL2Norm && !_op.CanNormalizeQk)
            throw new ArgumentException($"UseQkL2Norm: {_op.Name} takes q and k as they are. Normalise them first, and leave it out.", nameof(inputs));
        (_q, _k, _v) = (Elements("q"), Elements("k"), Elements("v"));
        (_beta, _u) = (_op.HasBeta ? Elements("beta") : null, _op.HasBonus ? Elements("u") : null);
        (_a, _b, _w) = (_op.ReadKeys is { } readKeys ? Elements(readKeys) : null, _op.HasB ? Elements("b") : null, _op.HasChannelGates ? Elements("w") : null);
        (_g, _h0, _z0) = (_op.HasGates ? Floats(Required(_op.Gates)) : null, Floats(Given("h0")), _op.HasKeySums ? Floats(Given("z0")) : null);
        Shape = Contract.Inputs(Arguments(OpOptions.Default));
        _o = Allocate<T>("o", OShape);
        _ht = Allocate<float>("ht", StateShape);
        _zt = _op.HasKeySums ? Allocate<float>("zt", SumsShape) : null;
    }

    internal RecurrenceShape Shape { get; }

    private long[] OShape => [Shape.B, Shape.T, Shape.HV, Shape.V];

    private long[] StateShape => [Shape.N, Shape.HV, Shape.K, Shape.V];

    private long[] SumsShape => [Shape.N, Shape.HV, Shape.K];

    public override OpRun Run(OpOptions options) => RecurrenceOp.Forward(Arguments(options), new()
    {
        O = new(_o, Lengths(OShape)),
        FinalState = new(_ht, Lengths(StateShape)),
        FinalKeySums = _zt is null ? default : new(_zt, Lengths(SumsShape)),
    });

    public override IReadOnlyDictionary<string, NamedTensor> ReadOutputs()
    {
        Dictionary<string, NamedTensor> outputs = new()
        {
            ["o"] = new(OShape, Fla.Elements.ToSingle<T>(_o)),
            ["ht"] = new(StateShape, [.. _ht]),
        };
        if (_zt is not null)
            outputs["zt"] = new(SumsShape, [.. _zt]);
        return outputs;
    }

    public override void Poison()
    {
        Array.Fill(_o, Fla.Elements.FromSingle<T>([float.NaN])[0]);
        Array.Fill(_ht, float.NaN);
        _zt?.AsSpan().Fill(float.NaN);
    }

    private RecurrenceArguments<T> Arguments(OpOptions options) => new()
    {
        Op = _op,
        Q = _q,
        K = _k,
        V = _v,
        G = Span(_g),
        Beta = Span(_beta),
        U = Span(_u),
        A = Span(_a),
        B = Span(_b),
        W = Span(_w),
        Steps = _descriptor.StepsOf(_inputs),
        Layer = _inputs.Layer,
        Scale = _inputs.Scale,
        InitialState = Span(_h0),
        InitialKeySums = Span(_z0),
        Normalize = _inputs.UseQkL2Norm,
        CuSeqlens = _inputs.CuSeqlens,
        Options = options,
    };

    private NamedTensor? Given(string name) => _inputs.Tensors.TryGetValue(name, out NamedTensor? tensor) ? tensor : null;

    private NamedTensor Required(string name) => Given(name) ?? throw new ArgumentException(
        $"{name}: expected {_descriptor.Inputs.First(input => input.Name == name).Shape}, got nothing. {_op.Name} needs this tensor.", name);

    private Tensor<T> Elements(string name)
    {
        NamedTensor tensor = Required(name);
        return Tensor.Create(Fla.Elements.FromSingle<T>(tensor.Values), Lengths(tensor.Shape));
    }

    private static Tensor<float>? Floats(NamedTensor? tensor) =>
        tensor is null ? null : Tensor.Create(tensor.Values, Lengths(tensor.Shape));

    private static ReadOnlyTensorSpan<TAny> Span<TAny>(Tensor<TAny>? tensor) => tensor is null ? default : tensor.AsReadOnlyTensorSpan();

    private static nint[] Lengths(long[] shape) => Array.ConvertAll(shape, length => (nint)length);

    private static TAny[] Allocate<TAny>(string name, long[] shape)
    {
        Int128 count = shape.Aggregate(Int128.One, (product, length) => product * length);
        return count <= Array.MaxLength
            ? new TAny[(int)count]
            : throw new ArgumentException($"{name}: [{string.Join(", ", shape)}] has more elements than an array holds. Run fewer sequences at once.", name);
    }
}
