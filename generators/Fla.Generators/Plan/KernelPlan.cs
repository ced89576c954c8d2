using Fla.Generators.Ir;

namespace Fla.Generators.Plan;

/// <summary>A specialised program with its passes, their order, and the memory that they use.</summary>
internal sealed class KernelPlan
{
    private KernelPlan(List<Step> steps, StoragePlan storage, Access access, Uses uses, BufferPlan buffers)
    {
        Steps = steps;
        Storage = storage;
        Access = access;
        Uses = uses;
        Buffers = buffers;
    }

    public IReadOnlyList<Step> Steps { get; }

    public StoragePlan Storage { get; }

    public Access Access { get; }

    public Uses Uses { get; }

    public BufferPlan Buffers { get; }

    public static KernelPlan Make(TileProgram program)
    {
        Uses uses = new(program);
        StoragePlan storage = new(program, uses);
        Access access = new(storage);
        List<Step> steps = new Scheduler(uses, storage).Run(program.Body);
        new Fuser(access, storage).Run(steps);
        Liveness liveness = new(steps, access, storage, uses);
        BufferPlan buffers = new(steps, storage, uses, liveness);
        return new KernelPlan(steps, storage, access, uses, buffers);
    }

    /// <summary>All passes, in order.</summary>
    public IEnumerable<Pass> Passes => Flatten(Steps).OfType<Pass>();

    public static IEnumerable<Step> Flatten(IEnumerable<Step> steps) => steps.SelectMany(static step => step switch
    {
        ForStep loop => new[] { step }.Concat(Flatten(loop.Body)),
        IfStep branch => new[] { step }.Concat(Flatten(branch.Then)).Concat(Flatten(branch.Else)),
        _ => [step],
    });
}
