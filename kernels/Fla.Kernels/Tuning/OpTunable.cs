using System.Runtime.CompilerServices;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>An op of the catalog for the tuner.</summary>
internal sealed class OpTunable(OpDescriptor op) : Tunable
{
    public override string Name => op.Name;

    public override IReadOnlyList<string> Shapes => op.TunedShapes(KernelTarget.Cpu);

    public override IReadOnlyList<string> ShapesOn(KernelTarget target) => op.TunedShapes(target);

    public override bool RunsOn(KernelTarget target) => target is KernelTarget.Cpu or KernelTarget.Cuda;

    public override Matchup Match(TrialRequest request)
    {
        OpShape shape = OpShape.Parse(request.Shape);
        return request.Target == KernelTarget.Cuda
            ? op.Match(shape, request.Element, CudaDevice.Open(request.Ordinal).Limits)
            : op.Match(shape, request.Element, request.Threads);
    }

    public override Trial Create(TrialRequest request)
    {
        OpShape shape = OpShape.Parse(request.Shape);
        return new OpTrial(op, shape, op.TrialInputs(shape, request.Element, request.Seed), request);
    }

    public override IEnumerable<Trial> Gate(TrialRequest request) => op
        .GateInputs(OpShape.Parse(request.Shape), request.Element, request.Seed)
        .Select(trial => new OpTrial(op, trial.Shape, trial.Inputs, request));

    public override string? ShapeOf(in Problem problem) => op.ShapeOf(problem).ToString();

    public override string? ShapeOf(KernelVariant variant) => op.ShapeOf(variant)?.ToString();

    // A library may have a module initializer where being loaded is all that its user does.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register()
    {
        foreach (OpDescriptor op in OpCatalog.All.Where(static o => o is not SlotDescriptor))
            Tunables.Register(new OpTunable(op));
    }
#pragma warning restore CA2255
}
