using Fla.Generators.Diagnostics;
using Fla.Generators.Ir;
using Fla.Generators.Model;

namespace Fla.Generators.Specialise;

/// <summary>Expressions under one binding.</summary>
internal sealed class ExpressionSpecialiser
{
    private readonly Specialiser specialiser;
    private readonly IntrinsicSpecialiser intrinsics;

    public ExpressionSpecialiser(Specialiser specialiser)
    {
        this.specialiser = specialiser;
        intrinsics = new IntrinsicSpecialiser(specialiser, this);
    }

    private Builder Builder => specialiser.Builder;

    public Symbol Evaluate(Expr expression, Frame frame)
    {
        switch (expression)
        {
            case LiteralExpr literal:
                return new ValueSymbol(Builder.Constant(literal.Kind, literal.Value));
            case LocalExpr local:
                return frame[local.Slot] ?? throw new CompileException(Descriptors.UnsupportedConstruct, local.Id, $"'{frame.Function.Locals[local.Slot]}', which has no value on some path,", "give it a value where it is declared");
            case ParameterExpr parameter:
                return specialiser.Parameter(parameter.Index, parameter.Id);
            case UnaryExpr unary:
                return Unary(unary, frame);
            case BinaryExpr binary:
                return Binary(binary, frame);
            case ConditionalExpr choice:
                return Conditional(choice.Id, Scalar(choice.Condition, frame, ScalarKind.Bool), () => Evaluate(choice.WhenTrue, frame), () => Evaluate(choice.WhenFalse, frame));
            case ConvertExpr convert:
                return new ValueSymbol(Builder.Convert(convert.Target, Scalar(convert.Operand, frame, null)));
            case TupleExpr tuple:
                return new TupleSymbol(tuple.Items.Select(i => Evaluate(i, frame)).ToList());
            case TupleItemExpr item when Evaluate(item.Tuple, frame) is TupleSymbol tuple && item.Index < tuple.Items.Count:
                return tuple.Items[item.Index];
            case SliceExpr slice:
                return Slice(slice, frame);
            case InvokeExpr invoke:
                return specialiser.Invoke(invoke, frame);
            case IntrinsicExpr intrinsic:
                return intrinsics.Evaluate(intrinsic, frame);
            default:
                throw new CompileException(Descriptors.UnsupportedConstruct, expression.Id, "This expression", "use tiles, tensors and scalars");
        }
    }

    public Value Scalar(Expr expression, Frame frame, ScalarKind? kind)
    {
        if (Evaluate(expression, frame) is ValueSymbol { Value: { Type: ScalarType type } value } && (kind is null || type.Kind == kind))
            return value;
        throw new CompileException(Descriptors.UnsupportedConstruct, expression.Id, "This value", "a scalar is needed here");
    }

    public Value Tile(Expr expression, Frame frame) => AsTile(Evaluate(expression, frame), expression.Id);

    public Value AsTile(Symbol symbol, int node) => symbol switch
    {
        ValueSymbol { Value: { Type: TileType } tile } => tile,
        ValueSymbol { Value: { Type: ScalarType { Kind: not ScalarKind.Bool } } scalar } =>
            Builder.Splat(new TileType(1, 1), Builder.Convert(ScalarKind.Float, scalar)),
        _ => throw new CompileException(Descriptors.UnsupportedConstruct, node, "This value", "a tile is needed here"),
    };

    public int ConstantInt(Expr expression, Frame frame, string what)
    {
        if (Builder.Number(Scalar(expression, frame, null)) is { } number)
            return (int)number;
        throw new CompileException(Descriptors.ShapeNotConstant, expression.Id, what);
    }

    /// <summary>The shape that two operands broadcast to.</summary>
    public TileType Broadcast(string name, Value left, Value right, int node)
    {
        TileType a = left.Tile;
        TileType b = right.Tile;
        if ((a.Rows == b.Rows || a.Rows == 1 || b.Rows == 1) && (a.Columns == b.Columns || a.Columns == 1 || b.Columns == 1))
            return new TileType(Math.Max(a.Rows, b.Rows), Math.Max(a.Columns, b.Columns));
        throw specialiser.Shape(node, $"{name}: {a} and {b} do not broadcast");
    }

    private ValueSymbol Unary(UnaryExpr unary, Frame frame)
    {
        Symbol operand = Evaluate(unary.Operand, frame);
        if (operand is ValueSymbol { Value: { Type: ScalarType } scalar })
            return new ValueSymbol(Builder.Unary(unary.Operator, scalar));
        Value tile = AsTile(operand, unary.Id);
        return new ValueSymbol(Builder.Pure(OpCode.Unary, tile.Type, [tile], unary.Operator == UnaryOperator.Not ? "Not" : "Negate"));
    }

    private Symbol Binary(BinaryExpr binary, Frame frame)
    {
        Symbol left = Evaluate(binary.Left, frame);
        if (left is ValueSymbol { Value: { Type: ScalarType } condition } && binary.Operator is BinaryOperator.AndAlso or BinaryOperator.OrElse)
        {
            bool and = binary.Operator == BinaryOperator.AndAlso;
            ValueSymbol shortcut = new(Builder.Constant(ScalarKind.Bool, and ? 0 : 1));
            return Conditional(binary.Id, condition, () => and ? Evaluate(binary.Right, frame) : shortcut, () => and ? shortcut : Evaluate(binary.Right, frame));
        }

        Symbol right = Evaluate(binary.Right, frame);
        if (left is ValueSymbol { Value: { Type: ScalarType } a } && right is ValueSymbol { Value: { Type: ScalarType } b })
        {
            bool divides = binary.Operator is BinaryOperator.Divide or BinaryOperator.Remainder && !a.Type.Equals(ScalarType.Float);
            if (divides && Builder.Number(b) == 0)
                throw new CompileException(Descriptors.UnsupportedConstruct, binary.Id, "A division by zero", "divide by something else in this variant");
            return new ValueSymbol(Builder.Binary(binary.Operator, a, b));
        }

        Value x = AsTile(left, binary.Left.Id);
        Value y = AsTile(right, binary.Right.Id);
        TileType shape = Broadcast(binary.Operator.ToString(), x, y, binary.Id);
        bool logic = binary.Operator is BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor;
        if (binary.Operator is >= BinaryOperator.Less and <= BinaryOperator.NotEqual)
            return new ValueSymbol(Builder.Compare(shape, binary.Operator, x, y));
        if (binary.Operator == BinaryOperator.Multiply)
            return new ValueSymbol(Builder.Multiply(shape, x, y));
        return new ValueSymbol(Builder.Pure(OpCode.Binary, shape with { IsMask = logic }, [x, y], binary.Operator.ToString()));
    }

    /// <summary>A choice whose arms run only when they are taken.</summary>
    private Symbol Conditional(int node, Value condition, Func<Symbol> whenTrue, Func<Symbol> whenFalse)
    {
        if (Builder.Number(condition) is { } known)
            return known != 0 ? whenTrue() : whenFalse();
        Region then = Builder.Enter();
        Symbol a = whenTrue();
        Builder.Leave();
        Region otherwise = Builder.Enter();
        Symbol b = whenFalse();
        Builder.Leave();
        Merge merge = new(specialiser, then, otherwise, node);
        Symbol result = merge.Join(a, b, "a value");
        merge.Emit(condition);
        return result;
    }

    private SliceSymbol Slice(SliceExpr slice, Frame frame)
    {
        if (Evaluate(slice.Tensor, frame) is not TensorSymbol tensor)
            throw new CompileException(Descriptors.UnsupportedConstruct, slice.Id, "This slice", "slice a tensor parameter");
        specialiser.UseRank(tensor, slice.Axes.Count, slice.Id);
        List<Axis> axes = slice.Axes.Select(axis => new Axis(axis.IsRange, Bound(axis.Low, frame), Bound(axis.High, frame), axis.LowFromEnd, axis.HighFromEnd)).ToList();
        if (axes.Count(static a => a.IsRange) is 0 or > 2)
            throw new CompileException(Descriptors.UnsupportedConstruct, slice.Id, "A slice without a range, or with more than two,", "one or two axes are ranges and the others indexes");
        return new SliceSymbol(tensor, new TensorSlice(tensor.Parameter, axes));
    }

    private Value? Bound(Expr? expression, Frame frame) => expression is null ? null : Scalar(expression, frame, ScalarKind.Int);
}
