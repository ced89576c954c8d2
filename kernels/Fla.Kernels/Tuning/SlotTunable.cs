using System.Runtime.CompilerServices;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>Gated slot attention for the tuner: a call of its own is one that gives the scores of the slots. What reads them is gla's to tune.</summary>
internal sealed class SlotTunable : Tunable
{
    private static readonly RecurrenceDescriptor Scores = new(Recurrences.SlotScores);
    private static readonly SlotDescriptor Op = new();

    public override string Name => Op.Name;

    public override IReadOnlyList<string> Shapes => Op.TunedShapes(KernelTarget.Cpu);

    public override IReadOnlyList<string> ShapesOn(KernelTarget target) => Op.TunedShapes(target);

    public override bool RunsOn(KernelTarget target) => target is KernelTarget.Cpu or KernelTarget.Cuda;

    public override IReadOnlyList<(string Tunable, string Shape)> Others(string shape) =>
        [(Recurrences.SlotReads.TunedAs!.Name, SlotDescriptor.ReadsOf(OpShape.Parse(shape)).ToString())];

    public override Matchup Match(TrialRequest request)
    {
        OpShape shape = ShapeOf(request);
        return request.Target == KernelTarget.Cuda
            ? Scores.Match(shape, request.Element, CudaDevice.Open(request.Ordinal).Limits)
            : Scores.Match(shape, request.Element, request.Threads);
    }

    public override Trial Create(TrialRequest request)
    {
        OpShape shape = ShapeOf(request);
        return new OpTrial(Scores, shape, Scores.TrialInputs(shape, request.Element, request.Seed), request);
    }

    public override IEnumerable<Trial> Gate(TrialRequest request) => Scores
        .GateInputs(ShapeOf(request), request.Element, request.Seed)
        .Select(trial => new OpTrial(Scores, trial.Shape, trial.Inputs, request));

    public override string? ShapeOf(in Problem problem) => Op.ShapeOf(problem).ToString();

    public override string? ShapeOf(KernelVariant variant) => Op.ShapeOf(variant)?.ToString();

    private static OpShape ShapeOf(TrialRequest request) => SlotDescriptor.ScoresOf(OpShape.Parse(request.Shape));

    // As for the other ops: see OpTunable.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register()
    {
        Tunables.Register(new SlotTunable());
        Tunables.Register(new SlotSoftmaxTunable());
    }
#pragma warning restore CA2255
}

/// <summary>The softmax over the slots, for the gate and for attestation: there is one for a number of slots, so nothing is raced. A call is a whole one of the op.</summary>
internal sealed class SlotSoftmaxTunable : Tunable
{
    private static readonly SlotDescriptor Op = new();

    private readonly DispatchSpace _space = new("gsa_softmax", "T", "N", new Dim("M"));

    public override string Name => _space.Name;

    public override IReadOnlyList<string> Shapes => [];

    public override bool RunsOn(KernelTarget target) => false;

    public override Matchup Match(TrialRequest request) => Match(OpShape.Parse(request.Shape), request.Element);

    public override Trial Create(TrialRequest request)
    {
        OpShape shape = OpShape.Parse(request.Shape);
        return new SlotSoftmaxTrial(this, Op, shape, Op.TrialInputs(shape, request.Element, request.Seed), request);
    }

    public override IEnumerable<Trial> Gate(TrialRequest request) => Op
        .GateInputs(OpShape.Parse(request.Shape), request.Element, request.Seed)
        .Select(trial => new SlotSoftmaxTrial(this, Op, trial.Shape, trial.Inputs, request));

    public override string? ShapeOf(KernelVariant variant) => variant is SlotSoftmaxKernel.Variant softmax ? (new OpShape(4, 2048, 16, 16, 64, 64) with { M = softmax.M }).ToString() : null;

    internal Matchup Match(OpShape shape, ElementType element) => new(
        new(_space, element, new Dims(shape.M), new WorkSize(shape.T, (long)shape.B * shape.HV), 0),
        SlotWeights.Find(SlotSoftmaxKernel.CudaVariants, element, shape.M) is { } variant ? [new Contender(variant, 0)] : []);
}

/// <summary>A whole call, whatever competes for its two passes.</summary>
internal sealed class SlotSoftmaxTrial(SlotSoftmaxTunable tunable, OpDescriptor op, OpShape shape, OpInputs inputs, TrialRequest request) : OpTrial(op, shape, inputs, request)
{
    private readonly Matchup _matchup = tunable.Match(shape, inputs.ElementType);

    public override Problem Problem => _matchup.Problem;

    public override IReadOnlyList<Contender> Contenders => _matchup.Contenders;

    protected override OpOptions OptionsFor(KernelVariant variant) => new();
}
