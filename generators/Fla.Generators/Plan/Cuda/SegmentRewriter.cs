using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>
/// e to the sum of a vector between two of its rows, exp(Σ g over j+1 … i), is written as a running sum of each column, which is a chain as long as
/// the chunk in every thread. Here it becomes the difference of two running sums. They stay short of where differences lose the weak
/// numbers behind a strong one, because a number under −25 counts as −25: e^−25 is nothing beside what products round.
/// </summary>
internal sealed class SegmentRewriter : Rewriter
{
    private const double Least = -25;

    private readonly Uses uses;

    private SegmentRewriter(TileProgram program) : base(program) => uses = new Uses(program);

    /// <param name="program">The program; it is changed.</param>
    public static TileProgram Rewrite(TileProgram program)
    {
        SegmentRewriter rewriter = new(program);
        rewriter.Visit(program.Body);
        return new TileProgram(program.Body, rewriter.Next);
    }

    private void Visit(Region region)
    {
        for (int i = 0; i < region.Ops.Count; i++)
        {
            Op op = region.Ops[i];
            foreach (Region inner in op.Regions)
                Visit(inner);
            if (Segment(op) is not { } vector)
                continue;
            Value sums = Sums(region, ref i, op, vector);
            Value turned = Insert(region, ref i, op, OpCode.Transpose, sums.Tile.Transposed, [sums]);
            Value result = op.Result;
            Op difference = new(OpCode.Binary, [sums, turned]) { Attribute = "Subtract", Source = op.Source };
            difference.Results = [result];
            result.Redefine(difference);
            region.Ops[i] = difference;
            foreach (Use use in uses.Of(result))
                LastRows(use.User, sums, turned);
        }
    }

    /// <summary>The vector whose segments an operation sums; null when it does something else, or its sums are not only exponents of what is on or under the diagonal.</summary>
    private Value? Segment(Op op) =>
        op is { Code: OpCode.CumSum, Axis: 0, Result.Tile: { IsMatrix: true } type } && type.Rows == type.Columns
        && op.Arguments.Count == 1
        && op.Arguments[0].Definition is { Code: OpCode.Where } where
        && IsUnderDiagonal(where.Arguments[0], "Greater") && where.Arguments[1].Tile.IsColumn && IsZero(where.Arguments[2])
        && uses.Of(op.Result).All(u => !u.IsYield && u.User is { Code: OpCode.Unary, Attribute: "Exp" } && IsMasked(u.User.Result))
            ? where.Arguments[1]
            : null;

    private bool IsMasked(Value value) => uses.Of(value).All(u =>
        !u.IsYield && u.User.Code == OpCode.Where && u.User.Arguments[1] == value && IsUnderDiagonal(u.User.Arguments[0], "GreaterOrEqual"));

    private static bool IsUnderDiagonal(Value mask, string comparison) =>
        mask.Definition is { Code: OpCode.Binary } op && op.Attribute == comparison
        && op.Arguments[0].Definition?.Code == OpCode.RowIndex && op.Arguments[1].Definition?.Code == OpCode.ColumnIndex;

    private static bool IsZero(Value tile) => tile.Definition is { Code: OpCode.Splat } splat && splat.Arguments[0].Definition is { Code: OpCode.Constant, Number: 0 };

    private Value Sums(Region region, ref int at, Op before, Value vector)
    {
        Value least = Insert(region, ref at, before, OpCode.Constant, ScalarType.Float, []);
        least.Definition!.Number = Least;
        Value floor = Insert(region, ref at, before, OpCode.Splat, vector.Type, [least]);
        Value bounded = Insert(region, ref at, before, OpCode.Binary, vector.Type, [vector, floor], "Max");
        return Insert(region, ref at, before, OpCode.CumSum, vector.Type, [bounded]);
    }

    /// <summary>The last row is read on its own: from the sums, so that nobody has to keep the matrix for it.</summary>
    private void LastRows(Op exponential, Value sums, Value turned)
    {
        foreach (Op where in uses.Of(exponential.Result).Select(static u => u.User))
        {
            foreach (Use use in uses.Of(where.Result).Where(u => !u.IsYield && IsLastRow(u.User)).ToList())
            {
                Op slice = use.User;
                int at = use.Region.Ops.IndexOf(slice);
                Value last = Insert(use.Region, ref at, slice, OpCode.Element, new TileType(1, 1), [sums, slice.Arguments[1], slice.Arguments[2]]);
                Value toEnd = Insert(use.Region, ref at, slice, OpCode.Binary, turned.Type, [last, turned], "Subtract");
                Op exp = new(OpCode.Unary, [toEnd]) { Attribute = "Exp", Source = slice.Source };
                exp.Results = [slice.Result];
                slice.Result.Redefine(exp);
                use.Region.Ops[at] = exp;
            }
        }
    }

    private static bool IsLastRow(Op slice) =>
        slice is { Code: OpCode.Slice, Result.Tile.Rows: 1 } && slice.Result.Tile.Columns == slice.Arguments[0].Tile.Columns
        && slice.Arguments[1].Definition is { Code: OpCode.Constant } row && row.Number == slice.Arguments[0].Tile.Rows - 1;
}
