using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>
/// Two halves of a block: while the main warps compute an iteration with what they carry, as many others prepare the next one. Each has the
/// registers for its own work, and neither waits for the other's barriers.
/// </summary>
/// <param name="Loop">The loop.</param>
/// <param name="Ahead">The operations of its body that are computed one iteration ahead.</param>
internal sealed record Pipeline(Op Loop, HashSet<Op> Ahead)
{
    private const int MostWarps = 4;

    /// <summary>Null when too little could be prepared to be worth the warps.</summary>
    public static Pipeline? Find(TileProgram program, Uses uses, Distribution distribution)
    {
        List<Op> loops = [.. program.Body.Ops.Where(o => o.Code == OpCode.For && uses.IsNeeded(o))];
        if (loops is not [{ Attribute: "Less" or "LessOrEqual" } loop] || distribution.Warps > MostWarps)
            return null;
        Region region = loop.Regions[0];
        HashSet<Op> early = Schedule.Early(region, uses, distribution);
        List<Op> ops = [.. region.Ops.Where(o => early.Contains(o) && uses.IsNeeded(o))];
        bool worth = ops.Any(static o => o.Code is OpCode.Dot or OpCode.Inverse) && region.Ops.Any(o => !early.Contains(o) && o.Code == OpCode.Dot);
        HashSet<Value> inside = [.. region.Arguments];
        Collect(region, inside);
        bool own = ops.All(o => o.Arguments.All(a => !a.IsTile || a.Tile.IsScalar || inside.Contains(a) || AxisClasses.IsAgnostic(a)));
        return worth && own ? new Pipeline(loop, early) : null;
    }

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
