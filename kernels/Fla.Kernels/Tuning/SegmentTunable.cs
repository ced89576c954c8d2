using System.Runtime.CompilerServices;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>
/// The kernels that join segments, for the gate and for attestation: there is one for a K, so nothing is raced. A call of theirs is a whole
/// call of an op that is cut; its error and its time are the op's.
/// </summary>
/// <param name="name">The tunable's name.</param>
/// <param name="op">The name of an op that is cut like this.</param>
/// <param name="find">The kernels that join a call of it.</param>
/// <param name="dimension">The K of one of them; 0 of others.</param>
internal sealed class SegmentTunable(string name, string op, Func<ElementType, int, CudaLimits, KernelVariant[]> find, Func<KernelVariant, int> dimension) : Tunable
{
    private readonly DispatchSpace _space = new(name, "T", "N", new Dim("K"), new Dim("V"));

    public override string Name => name;

    public override IReadOnlyList<string> Shapes => [];

    public override bool RunsOn(KernelTarget target) => false;

    public override Matchup Match(TrialRequest request)
    {
        OpShape shape = OpShape.Parse(request.Shape);
        return Match(shape, request.Element, CudaDevice.Open(request.Ordinal).Limits);
    }

    public override Trial Create(TrialRequest request)
    {
        OpDescriptor op = OpOf();
        OpShape shape = OpShape.Parse(request.Shape);
        return new SegmentTrial(this, op, shape, op.TrialInputs(shape, request.Element, request.Seed), request);
    }

    public override IEnumerable<Trial> Gate(TrialRequest request)
    {
        OpDescriptor op = OpOf();
        return op.GateInputs(OpShape.Parse(request.Shape), request.Element, request.Seed)
            .Select(trial => new SegmentTrial(this, op, trial.Shape, trial.Inputs, request));
    }

    public override string? ShapeOf(KernelVariant variant) => dimension(variant) is > 0 and int k ? new OpShape(1, 8192, 8, 8, k, k).ToString() : null;

    internal Matchup Match(OpShape shape, ElementType element, CudaLimits device) => new(
        new(_space, element, new Dims(shape.K, shape.V), new WorkSize(shape.T, (long)shape.B * shape.HV), 0),
        [.. find(element, shape.K, device).Select(static v => new Contender(v, 0))]);

    private OpDescriptor OpOf() => OpCatalog.All.First(o => o.Name == op);

    private static KernelVariant[] Carried(Decay decay, int k, CudaLimits device) =>
        CarryKernels.Find(decay, k, device) is { } join ? [join.Kept!, join.Carry] : [];

    // As for the ops: see OpTunable.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register()
    {
        Tunables.Register(new SegmentTunable(
            "segments",
            Recurrences.GatedDeltaRule.Name,
            static (element, k, device) => SegmentKernels.Find(element, k, device) is { } join ? [join.Round, join.Scan, join.Apply] : [],
            static v => v is SegmentRoundKernel.Variant ? 128 : v is SegmentScanKernel.Variant scan ? scan.K : v is SegmentApplyKernel.Variant apply ? apply.K : 0));
        Tunables.Register(new SegmentTunable(
            "segments_by_head",
            Recurrences.SimpleGatedLinearAttention.Name,
            static (_, k, device) => Carried(Decay.PerHead, k, device),
            static v => v is SegmentKeptKernel.Variant { decay: Decay.PerHead } kept ? kept.K : 0));
        Tunables.Register(new SegmentTunable(
            "segments_by_channel",
            Recurrences.GatedLinearAttention.Name,
            static (_, k, device) => Carried(Decay.PerKey, k, device),
            static v => v is SegmentKeptKernel.Variant { decay: Decay.PerKey } kept ? kept.K : v is SegmentCarryKernel.Variant carry ? carry.K : 0));
        Tunables.Register(new SegmentTunable(
            "segments_of_channels",
            ChannelOps.Hgrn.Name,
            static (_, _, device) => HgrnSplit.Carry(device) is { } carry ? [carry] : [],
            static v => v is HgrnCarryKernel.Variant carry ? carry.BD : 0));
    }
#pragma warning restore CA2255
}

/// <summary>A call of an op that is cut, whatever the cost model says of it.</summary>
internal sealed class SegmentTrial(SegmentTunable tunable, OpDescriptor op, OpShape shape, OpInputs inputs, TrialRequest request) : OpTrial(op, shape, inputs, request)
{
    private const int Segments = 4;

    private readonly Matchup _matchup = tunable.Match(shape, inputs.ElementType, CudaDevice.Open(request.Ordinal).Limits);

    public override Problem Problem => _matchup.Problem;

    public override IReadOnlyList<Contender> Contenders => _matchup.Contenders;

    protected override OpOptions OptionsFor(KernelVariant variant) => new() { Segments = Segments };
}
