using Fla.Generators.Ir;

namespace Fla.Generators.Plan;

/// <summary>What a program costs, in cycles of a core with 512-bit vectors: once, and for each step of its outermost loop.</summary>
internal sealed record CostEstimate(double FixedCycles, double LoopCycles, int LoopStep);

/// <summary>A static estimate that ranks variants before anything was measured.</summary>
internal sealed class CostModel(KernelPlan plan)
{
    /// <summary>A pass is a method: arguments, the loop's set-up, and the vectors' upper halves at its end.</summary>
    private const double CallCycles = 50;

    /// <summary>A tile of half the first-level cache is not there any more when the next pass walks it.</summary>
    private const long NearBytes = 24 * 1024;

    /// <summary>What a vector of such a tile costs above its instructions, read or written.</summary>
    private const double FarCycles = 0.75;

    public CostEstimate Estimate()
    {
        double once = 0;
        double loop = 0;
        int stride = 1;
        foreach (Step step in plan.Steps)
        {
            if (step is ForStep { Op: var op } outer && Trips(op) is null)
            {
                loop += Sum(outer.Body);
                stride = (int)Math.Max(1, Builder.Number(op.Arguments[2]) ?? 1);
            }
            else
            {
                once += Cycles(step);
            }
        }

        return new CostEstimate(Math.Round(once), Math.Round(loop), stride);
    }

    private double Sum(IEnumerable<Step> steps) => steps.Sum(Cycles);

    private double Cycles(Step step) => step switch
    {
        ForStep loop => Sum(loop.Body) * (Trips(loop.Op) ?? 8) + loop.Back.Sum(c => 2.0 * Vectors(c.Target.Tile)),
        // The first branch is the common one by convention.
        IfStep branch => branch.Then.Count > 0 ? Sum(branch.Then) : Sum(branch.Else),
        ScalarStep => 1,
        LoadPass load => CallCycles + (2 * Vectors(load.Op.Result.Tile)) + Far(load.Op.Result.Tile),
        StorePass store => CallCycles + ((2 + plan.Storage.Cost(store.Op.Arguments[0])) * Vectors(store.Op.Arguments[0].Tile) / 2.0) + Far(store.Op.Arguments[0].Tile),
        RearrangePass rearrange => CallCycles + (rearrange.Result.Tile.Count / 2.0),
        SolvePass solve => CallCycles + (solve.Op.Result.Tile.Rows * Vectors(solve.Op.Result.Tile) / 2.0),
        ProductPass product => CallCycles + product.Members.Sum(m => 1.15 * m.Left.Tile.Columns * m.Left.Tile.Rows * Math.Ceiling(product.Right.Tile.Columns / 16.0) / 2)
            + (Far(product.Right.Tile) * product.Members.Max(static m => Math.Ceiling(m.Left.Tile.Rows / 8.0)))
            + product.Members.Sum(m => Far(m.Result.Tile)),
        ElementwisePass pass => CallCycles + pass.Results.Sum(r => ((1 + ElementwisePass.Body(r).Sum(plan.Storage.Cost)) * Vectors(pass.Domain) / 2.0) + (2 * Far(r.Tile))),
        _ => 0,
    };

    /// <summary>One walk over a tile that is too large for the first-level cache.</summary>
    private static double Far(TileType type) => type.Count * 4 > NearBytes ? FarCycles * Vectors(type) : 0;

    private static double Vectors(TileType type) => type.IsColumn ? Math.Ceiling(type.Rows / 16.0) : type.Rows * Math.Ceiling(type.Columns / 16.0);

    private static double? Trips(Op loop)
    {
        if (Builder.Number(loop.Arguments[0]) is { } start && Builder.Number(loop.Arguments[1]) is { } end && Builder.Number(loop.Arguments[2]) is { } step && step != 0)
            return Math.Max(0, Math.Ceiling((end - start) / step));
        return null;
    }
}
