using Fla.Generators.Model;

namespace Fla.Generators.Specialise;

/// <summary>Which locals a piece of a template writes and reads.</summary>
internal static class SlotUse
{
    public static void Assigned(Stmt statement, HashSet<int> slots)
    {
        switch (statement)
        {
            case AssignStmt assign:
                slots.Add(assign.Slot);
                break;
            case DeconstructStmt deconstruct:
                slots.UnionWith(deconstruct.Slots.Where(static s => s >= 0));
                break;
            case BlockStmt block:
                foreach (Stmt inner in block.Statements)
                    Assigned(inner, slots);
                break;
            case IfStmt branch:
                Assigned(branch.Then, slots);
                Assigned(branch.Else, slots);
                break;
            case ForStmt loop:
                Assigned(loop.Body, slots);
                break;
        }
    }

    public static bool Reads(Expr expression, HashSet<int> slots) => expression switch
    {
        LocalExpr local => slots.Contains(local.Slot),
        UnaryExpr unary => Reads(unary.Operand, slots),
        BinaryExpr binary => Reads(binary.Left, slots) || Reads(binary.Right, slots),
        ConditionalExpr choice => Reads(choice.Condition, slots) || Reads(choice.WhenTrue, slots) || Reads(choice.WhenFalse, slots),
        ConvertExpr convert => Reads(convert.Operand, slots),
        IntrinsicExpr intrinsic => intrinsic.Arguments.Any(a => Reads(a, slots)),
        InvokeExpr invoke => invoke.Arguments.Any(a => Reads(a, slots)),
        TupleExpr tuple => tuple.Items.Any(i => Reads(i, slots)),
        TupleItemExpr item => Reads(item.Tuple, slots),
        _ => false,
    };
}
