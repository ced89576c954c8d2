using Fla.Generators.Model;

namespace Fla.Generators.Ir;

/// <summary>Scalar operations with C#'s arithmetic, folded when the operands are constants.</summary>
internal static class ScalarFolding
{
    public static Value Binary(this Builder builder, BinaryOperator op, Value left, Value right)
    {
        ScalarKind kind = ((ScalarType)left.Type).Kind;
        bool comparison = op is >= BinaryOperator.Less and <= BinaryOperator.NotEqual;
        ScalarKind result = comparison ? ScalarKind.Bool : kind;
        if (Builder.Number(left) is { } a && Builder.Number(right) is { } b && Fold(op, kind, a, b) is { } folded)
            return builder.Constant(result, folded);
        if (comparison && left == right)
            return builder.CompareWithItself(op, left, kind);
        return builder.Pure(OpCode.ScalarBinary, ScalarType.Of(result), [left, right], op.ToString());
    }

    public static Value Unary(this Builder builder, UnaryOperator op, Value operand)
    {
        ScalarKind kind = ((ScalarType)operand.Type).Kind;
        if (Builder.Number(operand) is { } a)
            return builder.Constant(kind, op == UnaryOperator.Not ? 1 - a : kind == ScalarKind.Int ? unchecked(-(int)a) : -a);
        return builder.Pure(OpCode.ScalarUnary, operand.Type, [operand], op.ToString());
    }

    public static Value Convert(this Builder builder, ScalarKind target, Value operand)
    {
        ScalarKind source = ((ScalarType)operand.Type).Kind;
        if (source == target)
            return operand;
        if (Builder.Number(operand) is { } a && (target == ScalarKind.Float || source != ScalarKind.Float))
            return builder.Constant(target, target == ScalarKind.Float ? (float)a : target == ScalarKind.Int ? unchecked((int)(long)a) : a);
        return builder.Pure(OpCode.ScalarConvert, ScalarType.Of(target), [operand]);
    }

    /// <summary>The C# compiler warns of x == x, whose outcome only a NaN can change.</summary>
    private static Value CompareWithItself(this Builder builder, BinaryOperator op, Value operand, ScalarKind kind)
    {
        bool strict = op is BinaryOperator.Less or BinaryOperator.Greater;
        if (strict || kind != ScalarKind.Float)
            return builder.Constant(ScalarKind.Bool, Truth(!strict && op != BinaryOperator.NotEqual));
        Value isNaN = builder.Pure(OpCode.ScalarFunction, ScalarType.Bool, [operand], "float.IsNaN");
        return op == BinaryOperator.NotEqual ? isNaN : builder.Unary(UnaryOperator.Not, isNaN);
    }

    private static double? Fold(BinaryOperator op, ScalarKind kind, double a, double b)
    {
        switch (op)
        {
            case BinaryOperator.Less: return Truth(a < b);
            case BinaryOperator.LessOrEqual: return Truth(a <= b);
            case BinaryOperator.Greater: return Truth(a > b);
            case BinaryOperator.GreaterOrEqual: return Truth(a >= b);
            case BinaryOperator.Equal: return Truth(a == b);
            case BinaryOperator.NotEqual: return Truth(a != b);
        }

        return kind switch
        {
            ScalarKind.Float => op switch
            {
                BinaryOperator.Add => (float)a + (float)b,
                BinaryOperator.Subtract => (float)a - (float)b,
                BinaryOperator.Multiply => (float)a * (float)b,
                BinaryOperator.Divide => (float)a / (float)b,
                BinaryOperator.Remainder => (float)a % (float)b,
                _ => null,
            },
            ScalarKind.Bool => op switch
            {
                BinaryOperator.And or BinaryOperator.AndAlso => Truth(a != 0 && b != 0),
                BinaryOperator.Or or BinaryOperator.OrElse => Truth(a != 0 || b != 0),
                BinaryOperator.Xor => Truth(a != b),
                _ => null,
            },
            // A 64-bit result that a double would round stays in the program.
            ScalarKind.Long => Integer(op, (long)a, (long)b) is { } l && Math.Abs((double)l) < 9e15 ? l : null,
            _ => Integer(op, (long)a, (long)b) is { } i ? unchecked((int)i) : null,
        };
    }

    private static long? Integer(BinaryOperator op, long a, long b) => op switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Subtract => a - b,
        BinaryOperator.Multiply => unchecked(a * b),
        BinaryOperator.Divide when b is not (0 or -1) => a / b,
        BinaryOperator.Remainder when b is not (0 or -1) => a % b,
        BinaryOperator.And => a & b,
        BinaryOperator.Or => a | b,
        BinaryOperator.Xor => a ^ b,
        _ => null,
    };

    private static double Truth(bool value) => value ? 1 : 0;
}
