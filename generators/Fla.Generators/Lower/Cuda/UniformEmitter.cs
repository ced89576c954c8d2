using Fla.Generators.Ir;
using Fla.Generators.Model;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Scalars and 1×1 tiles, the same in every thread, as C# that ILGPU compiles.</summary>
internal static class UniformEmitter
{
    public static string TypeName(Value value) => value.Type switch
    {
        ScalarType { Kind: ScalarKind.Bool } or TileType { IsMask: true } => "bool",
        ScalarType { Kind: ScalarKind.Int } => "int",
        ScalarType { Kind: ScalarKind.Long } => "long",
        _ => "float",
    };

    /// <summary>An operation that is arithmetic alone; null for those that read memory.</summary>
    public static string? Expression(Op op, TemplateModel template, Func<Value, string> of)
    {
        string Argument(int i) => of(op.Arguments[i]);
        string Tensor() => $"a.{template.Parameters[op.Axis].CodeName}";
        return op.Code switch
        {
            OpCode.ScalarParameter => $"a.{template.Parameters.First(p => p.Name == op.Attribute).CodeName}{(op.Result.Type.Equals(ScalarType.Bool) ? " != 0" : "")}",
            OpCode.BlockIndex => $"global::ILGPU.Grid.Idx{op.Attribute}",
            OpCode.Dimension => $"{(op.Result.Type.Equals(ScalarType.Int) ? "(int)" : "")}{Tensor()}.D{op.Attribute}",
            OpCode.IsEmpty => $"{Tensor()}.Data == 0",
            OpCode.ScalarUnary => (op.Attribute == "Not" ? "!" : "-") + Argument(0),
            OpCode.ScalarBinary => $"{Argument(0)} {Operators.Symbol(op.Attribute)} {Argument(1)}",
            OpCode.ScalarConvert => $"({TypeName(op.Result)}){Argument(0)}",
            OpCode.ScalarFunction when op.Attribute == "tile" => Argument(0),
            OpCode.ScalarFunction when op.Attribute == "float.IsNaN" => $"{Argument(0)} != {Argument(0)}",
            OpCode.ScalarFunction => Function(op, op.Arguments.Select(of).ToList()),
            OpCode.Select => $"{Argument(0)} ? {Argument(1)} : {Argument(2)}",
            OpCode.Splat => Argument(0),
            OpCode.RowIndex or OpCode.ColumnIndex => "0f",
            OpCode.Unary or OpCode.Binary or OpCode.Where or OpCode.Round => Elementwise(op, op.Arguments.Select(of).ToList()),
            _ => null,
        };
    }

    /// <summary>One element of an elementwise operation.</summary>
    public static string Elementwise(Op op, IReadOnlyList<string> x) => op.Code switch
    {
        OpCode.Unary => op.Attribute switch
        {
            "Negate" => $"(-{x[0]})",
            "Not" => $"(!{x[0]})",
            _ => $"L.{op.Attribute}({x[0]})",
        },
        OpCode.Binary when op.Attribute is "Min" or "Max" => $"L.{op.Attribute}({x[0]}, {x[1]})",
        OpCode.Binary => $"({x[0]} {Operators.Symbol(op.Attribute)} {x[1]})",
        // Both sides are there, or cheap: a choice, not a branch.
        OpCode.Where => $"L.Where({x[0]}, {x[1]}, {x[2]})",
        _ => $"L.Round{op.Attribute}({x[0]})",
    };

    private static string Function(Op op, IReadOnlyList<string> x)
    {
        string function = op.Attribute.Substring("Math.".Length);
        bool number = op.Result.Type.Equals(ScalarType.Float);
        return function switch
        {
            "Min" when !number => $"({x[0]} < {x[1]} ? {x[0]} : {x[1]})",
            "Max" when !number => $"({x[0]} > {x[1]} ? {x[0]} : {x[1]})",
            "Abs" when !number => $"({x[0]} < 0 ? -{x[0]} : {x[0]})",
            _ => $"L.{function}({string.Join(", ", x)})",
        };
    }
}
