using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>
/// Brings a program into the form that tensor cores like: a triangular solve becomes a product with the inverse, which the whole block
/// computes once; a product of one row, which would leave them empty, becomes a sum.
/// </summary>
internal sealed class ProductRewriter : Rewriter
{
    private readonly Stack<Region> outer = new();

    private ProductRewriter(TileProgram program) : base(program)
    {
    }

    public static TileProgram Rewrite(TileProgram program)
    {
        ProductRewriter rewriter = new(program);
        rewriter.Visit(program.Body);
        return new TileProgram(program.Body, rewriter.Next);
    }

    private void Visit(Region region)
    {
        outer.Push(region);
        // An inner region may put an operation in front of the one that is visited.
        for (int i = 0; i < region.Ops.Count; i++)
        {
            Op op = region.Ops[i];
            foreach (Region inner in op.Regions)
                Visit(inner);
            i = region.Ops.IndexOf(op);
            if (op.Code == OpCode.Solve)
            {
                Value inverse = Invert(region, ref i, op);
                Replace(region, i, op, OpCode.Dot, [inverse, op.Arguments[1]], "element", 0);
            }
            else if (op.Code == OpCode.Dot && op.Result.Tile.Rows == 1)
            {
                Value left = Insert(region, ref i, op, OpCode.Transpose, op.Arguments[0].Tile.Transposed, [op.Arguments[0]]);
                Value terms = Insert(region, ref i, op, OpCode.Binary, op.Arguments[1].Type, [left, op.Arguments[1]], "Multiply");
                Replace(region, i, op, OpCode.Reduce, [terms], "sum", 0);
            }
        }

        outer.Pop();
    }

    /// <summary>The inverse stands where the matrix is made: there it may be computed ahead.</summary>
    private Value Invert(Region region, ref int at, Op solve)
    {
        Value matrix = solve.Arguments[0];
        Region home = matrix.Definition is { } definition && outer.FirstOrDefault(r => r.Ops.Contains(definition)) is { } found ? found : region;
        if (home == region)
            return Insert(region, ref at, solve, OpCode.Inverse, matrix.Type, [matrix]);
        int behind = home.Ops.IndexOf(matrix.Definition!) + 1;
        return Insert(home, ref behind, solve, OpCode.Inverse, matrix.Type, [matrix]);
    }

    /// <summary>An operation's code cannot change, and its result is known to others: the new one takes the result over.</summary>
    private static void Replace(Region region, int at, Op old, OpCode code, IReadOnlyList<Value> arguments, string attribute, int axis)
    {
        Op op = new(code, arguments) { Attribute = attribute, Axis = axis, Source = old.Source };
        old.Result.Redefine(op);
        op.Results = [old.Result];
        region.Ops[at] = op;
    }
}
