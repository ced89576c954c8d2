using Fla.Tuning;

namespace Fla;

/// <summary>One call of an op, to be run with any variant.</summary>
internal sealed class OpTrial(OpDescriptor op, OpShape shape, OpInputs inputs, int threads) : Trial
{
    private readonly PreparedOp _prepared = op.Prepare(inputs);
    private readonly Matchup _matchup = op.Match(shape, inputs.ElementType, threads);
    private OpOptions _options = new();

    public override Problem Problem => _matchup.Problem;

    public override IReadOnlyList<Contender> Contenders => _matchup.Contenders;

    public override double Tolerance => Accuracy.Tolerance(inputs.ElementType);

    public override void Run(KernelVariant variant)
    {
        if (_options.Variant != variant.Id)
            _options = new() { Variant = variant.Id, MaxThreads = threads > 0 ? threads : null };
        _prepared.Run(_options);
    }

    public override void Poison() => _prepared.Poison();

    public override IReadOnlyDictionary<string, float[]> Outputs() => Values(_prepared.ReadOutputs());

    public override IReadOnlyDictionary<string, float[]> Expected() => Values(op.Oracle(inputs));

    private static Dictionary<string, float[]> Values(IReadOnlyDictionary<string, NamedTensor> tensors) =>
        tensors.ToDictionary(static t => t.Key, static t => t.Value.Values);
}
