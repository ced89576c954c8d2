using Fla.Generators.Ir;
using Fla.Generators.Model;

namespace Fla.Generators.Lower.Cpu;

/// <summary>Scalar operations, and operations on 1×1 tiles, as C# expressions.</summary>
internal sealed class ScalarEmitter(TemplateModel template, Names names, Func<Value, string> element)
{
    public string Expression(Op op)
    {
        string Argument(int i) => names.Scalar(op.Arguments[i]);
        string tensor() => $"a->{template.Parameters[op.Axis].CodeName}";
        switch (op.Code)
        {
            case OpCode.ScalarParameter:
                return "a->" + template.Parameters.First(p => p.Name == op.Attribute).CodeName;
            case OpCode.BlockIndex:
                return "block" + op.Attribute;
            case OpCode.Dimension:
                return op.Result.Type.Equals(ScalarType.Int) ? $"{tensor()}.Dim({op.Attribute})" : $"{tensor()}.LongDim({op.Attribute})";
            case OpCode.IsEmpty:
                return $"{tensor()}.IsEmpty";
            case OpCode.ReadElement:
                return $"{tensor()}.Read({string.Join(", ", op.Arguments.Select(names.Scalar))})";
            case OpCode.ScalarUnary:
                return (op.Attribute == "Not" ? "!" : "-") + Argument(0);
            case OpCode.ScalarBinary when op.Arguments.All(static a => a.Definition is { Code: OpCode.Constant }):
                // The C# compiler would refuse an overflow that it can see.
                return $"unchecked({Argument(0)} {Operators.Symbol(op.Attribute)} {Argument(1)})";
            case OpCode.ScalarBinary:
                return $"{Argument(0)} {Operators.Symbol(op.Attribute)} {Argument(1)}";
            case OpCode.ScalarConvert:
                return $"unchecked(({TypeName(op.Result)}){Argument(0)})";
            case OpCode.ScalarFunction when op.Attribute == "tile":
                return Argument(0);
            case OpCode.ScalarFunction when op.Attribute == "float.IsNaN":
                return $"float.IsNaN({Argument(0)})";
            case OpCode.ScalarFunction:
                string function = op.Attribute.Substring("Math.".Length);
                return $"{(op.Result.Type.Equals(ScalarType.Float) ? "global::System.MathF" : "global::System.Math")}.{function}({string.Join(", ", op.Arguments.Select(names.Scalar))})";
            case OpCode.Element:
                return element(op.Result);
            case OpCode.Splat:
                return Argument(0);
            case OpCode.RowIndex or OpCode.ColumnIndex:
                return "0f";
            case OpCode.Unary:
                return Unary(op.Attribute, Argument(0));
            case OpCode.Binary when op.Attribute is "Min" or "Max":
                return $"global::System.MathF.{op.Attribute}({Argument(0)}, {Argument(1)})";
            case OpCode.Binary:
                return $"{Argument(0)} {Operators.Symbol(op.Attribute)} {Argument(1)}";
            case OpCode.Where:
                return $"{Argument(0)} ? {Argument(1)} : {Argument(2)}";
            case OpCode.Round:
                return $"(float)({MemoryEmitter.ElementType(op.Attribute)}){Argument(0)}";
            default:
                throw new InvalidOperationException($"{op.Code} is not a scalar operation.");
        }
    }

    public static string TypeName(Value value) => value.Type switch
    {
        ScalarType { Kind: ScalarKind.Bool } => "bool",
        ScalarType { Kind: ScalarKind.Int } => "int",
        ScalarType { Kind: ScalarKind.Long } => "long",
        TileType { IsMask: true } => "bool",
        _ => "float",
    };

    private static string Unary(string function, string x) => function switch
    {
        "Negate" => "-" + x,
        "Not" => "!" + x,
        "Rsqrt" => $"1f / global::System.MathF.Sqrt({x})",
        "Sigmoid" => $"1f / (1f + global::System.MathF.Exp(-{x}))",
        _ => $"global::System.MathF.{function}({x})",
    };
}
