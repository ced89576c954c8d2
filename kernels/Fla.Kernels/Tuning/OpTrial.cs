using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>One call of an op, to be run with any variant: on the CPU, or on a stream.</summary>
internal class OpTrial : Trial
{
    private readonly OpDescriptor _op;
    private readonly Matchup _matchup;
    private readonly OpInputs _inputs;
    private readonly int _threads;
    private readonly CudaStream? _stream;
    private readonly PreparedOp _prepared;
    private CudaEventTimer? _timer;
    private OpOptions _options = new();
    private KernelVariant? _variant;

    /// <param name="op">The op.</param>
    /// <param name="shape">The call's axes.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="request">Threads, or which GPU.</param>
    public OpTrial(OpDescriptor op, OpShape shape, OpInputs inputs, TrialRequest request)
    {
        (_op, _inputs, _threads) = (op, inputs, request.Threads);
        if (request.Target == KernelTarget.Cuda)
        {
            _stream = new(CudaDevice.Open(request.Ordinal));
            _matchup = op.Match(shape, inputs.ElementType, _stream.Device.Limits);
            _prepared = op.Prepare(inputs, _stream);
        }
        else
        {
            _matchup = op.Match(shape, inputs.ElementType, request.Threads);
            _prepared = op.Prepare(inputs);
        }
    }

    public override Problem Problem => _matchup.Problem;

    public override IReadOnlyList<Contender> Contenders => _matchup.Contenders;

    public override double Tolerance => Accuracy.Tolerance(_inputs.ElementType, _stream is null ? KernelTarget.Cpu : KernelTarget.Cuda);

    public override ICallTimer Timer => _stream is null ? base.Timer : _timer ??= new(_stream, Run);

    public override void Run(KernelVariant variant)
    {
        if (_variant != variant)
            (_variant, _options) = (variant, OptionsFor(variant));
        _prepared.Start(_options);
    }

    public override void Poison() => _prepared.Poison();

    public override IReadOnlyDictionary<string, float[]> Outputs() => Values(_prepared.ReadOutputs());

    public override IReadOnlyDictionary<string, float[]> Expected() => Values(_op.Oracle(_inputs));

    /// <summary>With which options a call runs a variant.</summary>
    protected virtual OpOptions OptionsFor(KernelVariant variant) => new() { Variant = variant.Id, MaxThreads = _threads > 0 ? _threads : null };

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        try
        {
            _timer?.Dispose();
            _prepared.Dispose();
            _stream?.Dispose();
        }
        catch (CudaException e) when (e.LosesContext)
        {
            // The call that lost it has said so, and took the memory along.
        }
    }

    private static Dictionary<string, float[]> Values(IReadOnlyDictionary<string, NamedTensor> tensors) =>
        tensors.ToDictionary(static t => t.Key, static t => t.Value.Values);
}
