using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fla.Generators.Parse;

/// <summary>Expressions of one function.</summary>
internal sealed class ExpressionParser(FunctionParser functions, IMethodSymbol method, IReadOnlyDictionary<ISymbol, int> slots)
{
    public Expr Parse(IOperation operation)
    {
        int id = functions.Map.Add(operation.Syntax);
        if (Constant(operation, id) is { } literal)
            return literal;
        return operation switch
        {
            IParenthesizedOperation inner => Parse(inner.Operand),
            ILocalReferenceOperation local => Local(local, local.Local, id),
            IParameterReferenceOperation parameter => Parameter(parameter, id),
            IUnaryOperation unary => Unary(unary, id),
            IBinaryOperation binary => new BinaryExpr(id, Operator(binary.OperatorKind, binary), Parse(binary.LeftOperand), Parse(binary.RightOperand)),
            IConditionalOperation { WhenFalse: { } otherwise } conditional => new ConditionalExpr(id, Parse(conditional.Condition), Parse(conditional.WhenTrue), Parse(otherwise)),
            IConversionOperation conversion => Conversion(conversion, id),
            IInvocationOperation call => Call(call, id),
            IPropertyReferenceOperation property => Property(property, id),
            IFieldReferenceOperation { Field: { } field, Instance: { Type.IsTupleType: true } tuple } => new TupleItemExpr(id, Parse(tuple), TupleIndex(field)),
            ITupleOperation tuple => new TupleExpr(id, tuple.Elements.Select(Parse).ToEquatable()),
            ISwitchExpressionOperation choice => Switch(choice, id),
            IInvalidOperation => throw new BrokenCodeException(),
            _ => throw functions.Unsupported(operation.Syntax, $"'{operation.Syntax.ToString().Split('\n')[0].Trim()}'", "use tiles, tensors, scalars and static helpers"),
        };
    }

    public Expr Compound(ICompoundAssignmentOperation compound)
    {
        int id = functions.Map.Add(compound.Syntax);
        return new BinaryExpr(id, Operator(compound.OperatorKind, compound), Parse(compound.Target), Parse(compound.Value));
    }

    public Expr Step(IIncrementOrDecrementOperation step)
    {
        int id = functions.Map.Add(step.Syntax);
        BinaryOperator op = step.Kind == OperationKind.Increment ? BinaryOperator.Add : BinaryOperator.Subtract;
        return new BinaryExpr(id, op, Parse(step.Target), new LiteralExpr(id, ScalarKind.Int, 1));
    }

    private static LiteralExpr? Constant(IOperation operation, int id)
    {
        if (!operation.ConstantValue.HasValue)
            return null;
        return operation.ConstantValue.Value switch
        {
            bool b => new LiteralExpr(id, ScalarKind.Bool, b ? 1 : 0),
            int i => new LiteralExpr(id, ScalarKind.Int, i),
            // A long beyond 2⁵³ has no exact double: leave it to the expression that makes it.
            long l when Math.Abs((double)l) < 9e15 => new LiteralExpr(id, ScalarKind.Long, l),
            float f => new LiteralExpr(id, ScalarKind.Float, f),
            _ => null,
        };
    }

    private LocalExpr Local(IOperation operation, ISymbol symbol, int id)
    {
        if (slots.TryGetValue(symbol, out int slot))
            return new LocalExpr(id, slot);
        throw functions.Unsupported(operation.Syntax, $"'{symbol.Name}', captured from an enclosing function,", "pass it as an argument");
    }

    private Expr Parameter(IParameterReferenceOperation reference, int id)
    {
        if (!SymbolEqualityComparer.Default.Equals(method, functions.Template))
        {
            return Local(reference, reference.Parameter, id);
        }

        functions.UsedParameters.Add(reference.Parameter.Name);
        return new ParameterExpr(id, reference.Parameter.Ordinal);
    }

    private Expr Unary(IUnaryOperation unary, int id) => unary.OperatorKind switch
    {
        UnaryOperatorKind.Plus => Parse(unary.Operand),
        UnaryOperatorKind.Minus => new UnaryExpr(id, UnaryOperator.Negate, Parse(unary.Operand)),
        UnaryOperatorKind.Not => new UnaryExpr(id, UnaryOperator.Not, Parse(unary.Operand)),
        _ => throw functions.Unsupported(unary.Syntax, $"Operator {unary.OperatorKind}", "use -, ! and arithmetic"),
    };

    private BinaryOperator Operator(BinaryOperatorKind kind, IOperation at) => kind switch
    {
        BinaryOperatorKind.Add => BinaryOperator.Add,
        BinaryOperatorKind.Subtract => BinaryOperator.Subtract,
        BinaryOperatorKind.Multiply => BinaryOperator.Multiply,
        BinaryOperatorKind.Divide => BinaryOperator.Divide,
        BinaryOperatorKind.Remainder => BinaryOperator.Remainder,
        BinaryOperatorKind.LessThan => BinaryOperator.Less,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperator.LessOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperator.Greater,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperatorKind.Equals => BinaryOperator.Equal,
        BinaryOperatorKind.NotEquals => BinaryOperator.NotEqual,
        BinaryOperatorKind.And => BinaryOperator.And,
        BinaryOperatorKind.Or => BinaryOperator.Or,
        BinaryOperatorKind.ExclusiveOr => BinaryOperator.Xor,
        BinaryOperatorKind.ConditionalAnd => BinaryOperator.AndAlso,
        BinaryOperatorKind.ConditionalOr => BinaryOperator.OrElse,
        _ => throw functions.Unsupported(at.Syntax, $"Operator {kind}", "use + - * / %, comparisons and logic"),
    };

    private Expr Conversion(IConversionOperation conversion, int id)
    {
        if (conversion.OperatorMethod is { } user)
        {
            if (user.ContainingType.FullName() == KnownTypes.Tile)
                return new IntrinsicExpr(id, "Tile.FromScalar", new[] { Parse(conversion.Operand) }.ToEquatable());
            throw functions.Unsupported(conversion.Syntax, $"The conversion to {conversion.Type?.ToDisplayString()}", "use the tile language's types");
        }

        ScalarKind? from = FunctionParser.Scalar(conversion.Operand.Type);
        ScalarKind? to = FunctionParser.Scalar(conversion.Type);
        if (from is not null && to is not null)
            return from == to ? Parse(conversion.Operand) : new ConvertExpr(id, to.Value, Parse(conversion.Operand));
        if (conversion.Conversion.IsIdentity || conversion.Type?.IsTupleType == true)
            return Parse(conversion.Operand);
        if (!conversion.Conversion.Exists || conversion.Operand is IInvalidOperation)
            throw new BrokenCodeException();
        throw functions.Unsupported(conversion.Syntax, $"The conversion to {conversion.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}", "compute in int, long, float, bool and Tile");
    }

    private Expr Call(IInvocationOperation call, int id)
    {
        IMethodSymbol target = call.TargetMethod;
        if (KnownTypes.LanguageType(target.ContainingType) is { } language)
        {
            List<Expr> arguments = [];
            if (call.Instance is { } instance)
                arguments.Add(Parse(instance));
            arguments.AddRange(call.Arguments.OrderBy(static a => a.Parameter!.Ordinal).Select(Argument));
            string? type = target.TypeArguments.Length == 1 ? KnownTypes.ElementName(target.TypeArguments[0]) : null;
            string name = $"{language}.{target.Name}";
            if (!Intrinsics.IsKnown(name))
                throw functions.Unsupported(call.Syntax, $"'{name}'", "it is for inspection outside templates, or no kernel can compute it");
            return new IntrinsicExpr(id, name, arguments.ToEquatable(), type);
        }

        if (call.Arguments.Any(static a => a.Parameter is null))
            throw new BrokenCodeException();
        if (call.Instance is not null)
            throw functions.Unsupported(call.Syntax, $"The instance method '{target.Name}'", "make the helper static");
        int helper = functions.Helper(target, call.Syntax);
        return new InvokeExpr(id, helper, call.Arguments.OrderBy(static a => a.Parameter!.Ordinal).Select(Argument).ToEquatable());
    }

    private Expr Argument(IArgumentOperation argument) => Parse(argument.Value);

    private Expr Property(IPropertyReferenceOperation property, int id)
    {
        if (property.Instance is { } instance && KnownTypes.LanguageType(property.Property.ContainingType) is { } language)
        {
            if (property.Property.IsIndexer)
            {
                if (language is "In" or "Out")
                    return new SliceExpr(id, Parse(instance), property.Arguments.OrderBy(static a => a.Parameter!.Ordinal).Select(a => Axis(a.Value)).ToEquatable());
            }
            else if (Intrinsics.IsKnown($"{language}.{property.Property.Name}"))
            {
                return new IntrinsicExpr(id, $"{language}.{property.Property.Name}", new[] { Parse(instance) }.ToEquatable());
            }
        }

        throw functions.Unsupported(property.Syntax, $"'{property.Property.Name}'", "it is for inspection outside templates, or no kernel can compute it");
    }

    private AxisExpr Axis(IOperation operation)
    {
        int id = functions.Map.Add(operation.Syntax);
        while (operation is IConversionOperation { Type: { } type } conversion && type.FullName() is KnownTypes.Axis or "System.Index")
            operation = conversion.Operand;
        if (operation is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat)
            return new AxisExpr(id, false, Parse(hat.Operand), null, true, false);
        if (operation is IRangeOperation range)
        {
            (Expr? low, bool lowEnd) = Bound(range.LeftOperand);
            (Expr? high, bool highEnd) = Bound(range.RightOperand);
            return new AxisExpr(id, true, low, high, lowEnd, highEnd);
        }

        if (FunctionParser.Scalar(operation.Type) == ScalarKind.Int)
            return new AxisExpr(id, false, Parse(operation), null, false, false);
        throw functions.Unsupported(operation.Syntax, "This axis of a slice", "write an int or a range such as t..end in place");
    }

    private (Expr?, bool FromEnd) Bound(IOperation? operation)
    {
        if (operation is null)
            return (null, false);
        while (operation is IConversionOperation { Type: { } type } conversion && type.FullName() == "System.Index")
            operation = conversion.Operand;
        if (operation is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat)
            return (Parse(hat.Operand), true);
        if (FunctionParser.Scalar(operation.Type) == ScalarKind.Int)
            return (Parse(operation), false);
        throw functions.Unsupported(operation.Syntax, "This bound of a range", "write an int");
    }

    private Expr Switch(ISwitchExpressionOperation choice, int id)
    {
        Expr value = Parse(choice.Value);
        Expr? result = null;
        foreach (ISwitchExpressionArmOperation arm in choice.Arms.Reverse())
        {
            if (arm.Guard is not null)
                throw functions.Unsupported(arm.Syntax, "A switch arm with a guard", "use constant patterns and _");
            Expr body = Parse(arm.Value);
            result = arm.Pattern switch
            {
                IDiscardPatternOperation => body,
                IConstantPatternOperation constant => result is null
                    ? body
                    : new ConditionalExpr(id, new BinaryExpr(id, BinaryOperator.Equal, value, Parse(constant.Value)), body, result),
                _ => throw functions.Unsupported(arm.Pattern.Syntax, "This pattern", "use constant patterns and _"),
            };
        }

        return result ?? throw new BrokenCodeException();
    }

    private static int TupleIndex(IFieldSymbol field)
    {
        string name = (field.CorrespondingTupleField ?? field).Name;
        return int.Parse(name.Substring(4), System.Globalization.CultureInfo.InvariantCulture) - 1;
    }
}
