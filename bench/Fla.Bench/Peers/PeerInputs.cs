namespace Fla.Bench;

/// <summary>What both sides compute on: the op's own realistic inputs, and a state that earlier tokens left.</summary>
internal sealed record PeerInputs(PeerCase Case, float[] Q, float[] K, float[] V, float[]? G, float[]? Beta, float[] State)
{
    private const int Seed = 1;

    public OpShape Shape => Case.Shape;

    /// <summary>Gates a token and head: 0, 1 or one a key channel.</summary>
    public int Gates => G is null ? 0 : G.Length / (Shape.B * Shape.T * Shape.HV);

    public static PeerInputs Create(PeerCase benchmark)
    {
        if (!OpCatalog.TryFind(benchmark.Op, out OpDescriptor? op))
            throw new ArgumentException($"There is no op {benchmark.Op}.", nameof(benchmark));
        IDictionary<string, NamedTensor> tensors = op.Synthesize(benchmark.Shape, ElementType.Float32, Seed).Tensors;
        OpShape shape = benchmark.Shape;
        Random random = new(Seed);
        float[] state = new float[(long)shape.B * shape.HV * shape.K * shape.V];
        for (int i = 0; i < state.Length; i++)
            state[i] = (random.NextSingle() * 2) - 1;
        return new(
            benchmark,
            tensors["q"].Values,
            tensors["k"].Values,
            tensors["v"].Values,
            tensors.TryGetValue("g", out NamedTensor? g) ? g.Values : null,
            tensors.TryGetValue("beta", out NamedTensor? beta) ? beta.Values : null,
            state);
    }
}
