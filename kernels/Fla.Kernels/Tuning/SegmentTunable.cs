using System.Runtime.CompilerServices;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>
/// The kernels that join segments, for the gate and for attestation: there is one for a K, so nothing is raced. A call of theirs is a whole
/// call of an op that is cut; its error and its time are the op's.
/// </summary>
internal sealed class SegmentTunable : Tunable
{
    /// <summary>Any op would do.</summary>
    private const string Op = "gated_delta_rule";

    public static readonly DispatchSpace Space = new("segments", "T", "N", new Dim("K"), new Dim("V"));

    public override string Name => Space.Name;

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
        return new SegmentTrial(op, shape, op.TrialInputs(shape, request.Element, request.Seed), request);
    }

    public override IEnumerable<Trial> Gate(TrialRequest request)
    {
        OpDescriptor op = OpOf();
        return op.GateInputs(OpShape.Parse(request.Shape), request.Element, request.Seed)
            .Select(trial => new SegmentTrial(op, trial.Shape, trial.Inputs, request));
    }

    public override string? ShapeOf(KernelVariant variant)
    {
        int k = variant switch
        {
            SegmentRoundKernel.Variant => 128,
            SegmentScanKernel.Variant scan => scan.K,
            SegmentApplyKernel.Variant apply => apply.K,
            _ => 0,
        };
        return k > 0 ? new OpShape(1, 8192, 8, 8, k, k).ToString() : null;
    }

    internal static Matchup Match(OpShape shape, ElementType element, CudaLimits device) => new(
        new(Space, element, new Dims(shape.K, shape.V), new WorkSize(shape.T, (long)shape.B * shape.HV), 0),
        SegmentKernels.Find(element, shape.K, device) is { } join ? [new(join.Round, 0), new(join.Scan, 0), new(join.Apply, 0)] : []);

    private static OpDescriptor OpOf() => OpCatalog.All.First(static o => o.Name == Op);

    // As for the ops: see OpTunable.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => Tunables.Register(new SegmentTunable());
#pragma warning restore CA2255
}

/// <summary>A call of an op that is cut, whatever the cost model says of it.</summary>
internal sealed class SegmentTrial(OpDescriptor op, OpShape shape, OpInputs inputs, TrialRequest request) : OpTrial(op, shape, inputs, request)
{
    private const int Segments = 4;

    private readonly Matchup _matchup = SegmentTunable.Match(shape, inputs.ElementType, CudaDevice.Open(request.Ordinal).Limits);

    public override Problem Problem => _matchup.Problem;

    public override IReadOnlyList<Contender> Contenders => _matchup.Contenders;

    protected override OpOptions OptionsFor(KernelVariant variant) => new() { Segments = Segments };
}
