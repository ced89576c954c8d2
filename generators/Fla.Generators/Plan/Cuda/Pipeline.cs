using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>
/// Two halves of a block: while the main warps compute an iteration with what they carry, groups of others prepare the next ones, each its own.
/// Each has the registers for its own work, and none waits for the others' barriers. To prepare is a chain of short steps: two groups of half as many
/// warps take about as long for an iteration as one of all, and bring two.
/// </summary>
/// <param name="Loop">The loop.</param>
/// <param name="Ahead">The operations of its body that are computed ahead.</param>
/// <param name="Groups">Groups of warps that prepare an iteration each.</param>
/// <param name="Warps">Warps of a group.</param>
internal sealed record Pipeline(Op Loop, HashSet<Op> Ahead, int Groups, int Warps)
{
    // Twelve warps have 168 registers a thread; more would have too few for what the main ones carry.
    private const int MostWarps = 8;

    /// <summary>Iterations that an exchanged tile exists of at once: the one in use, and one a group.</summary>
    public int Exchanges => Groups + 1;

    /// <summary>Iterations of loaded tiles: those, and one on its way to each group.</summary>
    public int Slots => (2 * Groups) + 1;

    public int Threads => Groups * Warps * 32;

    /// <summary>Whether it is for GPUs with little shared memory too: those that take longer steps have a use for more of it.</summary>
    public bool IsShort => Loop.Arguments[2].Definition is { Code: OpCode.Constant } && Builder.Number(Loop.Arguments[2]) <= 16;

    /// <summary>With less memory; null when there is no such.</summary>
    public Pipeline? Smaller() => Groups switch
    {
        > 2 => this with { Groups = Groups - 1 },
        2 => this with { Groups = 1, Warps = 2 * Warps },
        _ => null,
    };

    /// <summary>Null when too little could be prepared to be worth the warps.</summary>
    /// <param name="program">The specialised program.</param>
    /// <param name="uses">Who reads what.</param>
    /// <param name="distribution">What the main warps share.</param>
    /// <param name="carried">Numbers that each of their threads carries.</param>
    /// <param name="isStaged">Whether a matrix that is loaded comes to shared memory, not to registers.</param>
    public static Pipeline? Find(TileProgram program, Uses uses, Distribution distribution, int carried, Func<Op, bool> isStaged)
    {
        List<Op> loops = [.. program.Body.Ops.Where(o => o.Code == OpCode.For && uses.IsNeeded(o))];
        if (loops is not [{ Attribute: "Less" or "LessOrEqual" } loop] || distribution.Warps > MostWarps)
            return null;
        Region region = loop.Regions[0];
        HashSet<Op> early = Schedule.Early(region, uses, distribution, isStaged);
        List<Op> ops = [.. region.Ops.Where(o => early.Contains(o) && uses.IsNeeded(o))];
        bool worth = ops.Any(static o => o.Code is OpCode.Dot or OpCode.Inverse) && region.Ops.Any(o => !early.Contains(o) && HasProduct(o));
        HashSet<Value> inside = [.. region.Arguments];
        Collect(region, inside);
        bool own = ops.All(o => o.Arguments.All(a => !a.IsTile || a.Tile.IsScalar || inside.Contains(a) || AxisClasses.IsAgnostic(a)));
        return worth && own ? new Pipeline(loop, early, carried <= 64 && distribution.Warps <= MostWarps / 2 ? 3 : 2, 2) : null;
    }

    private static bool HasProduct(Op op) => op.Code == OpCode.Dot || op.Regions.Any(static r => r.Ops.Any(HasProduct));

    private static void Collect(Region region, HashSet<Value> values)
    {
        foreach (Op op in region.Ops)
        {
            values.UnionWith(op.Results);
            foreach (Region inner in op.Regions)
                Collect(inner, values);
        }
    }
}
