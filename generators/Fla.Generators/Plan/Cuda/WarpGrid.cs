using Fla.Generators.Ir;
using Fla.Generators.Specialise;

namespace Fla.Generators.Plan.Cuda;

/// <summary>
/// Whether the warps of a block can form a grid over both axes of what a loop accumulates: each then reads the rows of one operand and the
/// columns of the other that its own block needs, instead of all columns. What is made of the sums must not need a neighbour's numbers: elementwise
/// operations and stores do not; sums, scans, slices, transposes and further products do.
/// </summary>
internal static class WarpGrid
{
    /// <summary>The second axis and the warps along it for the fewest reads of operands; null when one axis is as good, or all that can be.</summary>
    /// <param name="plan">The program, and its first axis.</param>
    /// <param name="classes">Which axes run along the same thing.</param>
    /// <param name="operandParameters">Tensors whose elements products take as they are.</param>
    public static (int Axis, int Extent, int Across)? Find(CudaPlan plan, AxisClasses classes, HashSet<int> operandParameters)
    {
        Distribution distribution = plan.Distribution;
        List<Value> tiles = [.. classes.Tiles.Where(t => distribution.Of(t) == Residence.Fragment)];
        List<Value> products = [.. tiles.Where(static t => t.Definition?.Code == OpCode.Dot)];
        // What is stored as soon as it is multiplied waits for memory: there a warp's rows had better stay whole.
        if (products.Count == 0 || products.Any(p => plan.RunningSum(p) is null))
            return null;
        Value product = products[0];
        int beside = 1 - distribution.DistributedAxis(product)!.Value, second = classes.Of(product, beside);
        if (second == AxisClasses.None || distribution.Refuses(second) || !tiles.All(Allows))
            return null;
        int warps = distribution.Warps, height = distribution.Extent / Distribution.TileRows, width = (beside == 0 ? product.Tile.Rows : product.Tile.Columns) / Distribution.TileRows;
        int best = 1;
        for (int across = 2; warps % across == 0 && width % across == 0; across *= 2)
        {
            if (Reads(across) < Reads(best))
                best = across;
        }

        return best > 1 ? (second, width * Distribution.TileRows, best) : null;

        // For each step of a product, sixteen rows or columns at a time.
        int Reads(int across) => (height * across / warps) + (width / across);

        bool Allows(Value tile)
        {
            IReadOnlyList<Use> readers = plan.Uses.Of(tile);
            if (classes.Of(tile, 1 - distribution.DistributedAxis(tile)!.Value) == second)
                return readers.All(static u => u.IsYield || u.User.Code is OpCode.For or OpCode.If or OpCode.Store || StoragePlan.IsElementwise(u.User));
            // Warps side by side hold the same numbers of a vector: nobody may store them twice.
            if (!tile.Tile.IsMatrix)
                return readers.All(static u => u.IsYield || u.User.Code is OpCode.For or OpCode.If || StoragePlan.IsElementwise(u.User));
            return IsOperand(tile);
        }

        bool IsOperand(Value tile) =>
            (tile.Definition is { Code: OpCode.Load } load ? operandParameters.Contains(load.Slice!.Parameter) : tile.Definition is { Code: OpCode.Transpose })
            && plan.Uses.Of(tile).All(static u => !u.IsYield && u.User.Code is OpCode.Dot or OpCode.Transpose);
    }
}
