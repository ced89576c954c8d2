using System.Globalization;
using Fla.Generators.Ir;
using Fla.Generators.Plan;

namespace Fla.Generators.Lower.Cpu;

/// <summary>Where, inside the loops of a pass, a line of code belongs.</summary>
internal enum Level
{
    /// <summary>Before all loops: scalars.</summary>
    Top,

    /// <summary>In the outer loop.</summary>
    Outer,

    /// <summary>At each vector.</summary>
    Inner,
}

/// <summary>
/// Writes the vector code of an elementwise expression. Each part is computed at the outermost level at which it is known, once.
/// </summary>
internal sealed class VectorExpression(KernelPlan plan, VectorWidth width, Pointers pointers, Names names)
{
    private readonly Dictionary<Value, string> known = [];
    private int next;

    /// <summary>True when rows are the outer loop (or when there is no second loop).</summary>
    public bool RowsOutside { get; set; } = true;

    /// <summary>True over a column: its rows run along the vector.</summary>
    public bool IsColumn { get; set; }

    /// <summary>The C# expressions of the current row and of the first column of the current vector.</summary>
    public string Row { get; set; } = "r";

    public string Column { get; set; } = "c";

    /// <summary>Keeps the names of two expressions in one scope apart.</summary>
    public string Prefix { get; set; } = "v";

    /// <summary>Receives the lines of each level.</summary>
    public Action<Level, string> Emit { get; set; } = static (_, _) => { };

    /// <summary>States that a value is at hand under a name, as an accumulator is.</summary>
    public void Know(Value value, string name) => known[value] = name;

    /// <summary>Forgets what belongs to a finished vector or row.</summary>
    public void Forget(Func<Level, bool> levels)
    {
        foreach (Value value in known.Keys.Where(v => levels(LevelOf(v))).ToList())
            known.Remove(value);
    }

    public Level LevelOf(Value value)
    {
        if (value.Type is not TileType type || type.IsScalar)
            return Level.Top;
        if (IsColumn)
            return Level.Inner;
        bool alongOuter = RowsOutside ? type.Columns == 1 : type.Rows == 1;
        return alongOuter ? Level.Outer : Level.Inner;
    }

    /// <summary>The name of a vector that holds the value at the current place.</summary>
    public string Of(Value value)
    {
        if (known.TryGetValue(value, out string? name))
            return name;
        string code = plan.Storage.Of(value) == Storage.Inline ? Compute(value) : Read(value);
        return Define(value, code);
    }

    /// <summary>Computes a stored value from its parts, even though it has memory of its own.</summary>
    public string Definition(Value value)
    {
        if (known.TryGetValue(value, out string? name))
            return name;
        string code = value.Definition!.Code is OpCode.Slice or OpCode.Transpose ? Relabelled(value) : Compute(value);
        return Define(value, code);
    }

    private string Define(Value value, string code)
    {
        string name = Prefix + (next++).ToString(CultureInfo.InvariantCulture);
        Emit(LevelOf(value), $"{width.Type} {name} = {code};");
        known[value] = name;
        return name;
    }

    private string Read(Value value)
    {
        if (value.Tile.IsScalar)
            return value.Tile.IsMask
                ? $"{pointers.Scalar(names.Scalar(value), "bool")} ? {width.Type}.AllBitsSet : {width.Type}.Zero"
                : Splat(pointers.Scalar(names.Scalar(value)));
        return At(pointers.Of(value), value.Tile);
    }

    /// <summary>A view with memory of its own is copied from where it looks.</summary>
    private string Relabelled(Value value)
    {
        Value source = value.Definition!.Arguments[0];
        if (value.Definition.Code == OpCode.Transpose)
            return At(pointers.Of(source) with { RowStride = 1, ColumnStride = 1 }, value.Tile);
        return At(pointers.OfSlice(value), value.Tile);
    }

    private string At(Place place, TileType type)
    {
        if (IsColumn || type.IsRow)
            return width.Load($"{place.Pointer} + {(IsColumn ? Row : Column)}");
        if (type.IsColumn)
            return Splat($"{place.Pointer}[{Times(Row, place.RowStride)}]");
        return width.Load($"{place.Pointer} + {Plus(Times(Row, place.RowStride), Column)}");
    }

    private string Compute(Value value)
    {
        Op op = value.Definition!;
        switch (op.Code)
        {
            case OpCode.Splat:
                return Splat(pointers.Scalar(names.Scalar(op.Arguments[0])));
            case OpCode.RowIndex when IsColumn:
                return Plus($"{width.Helpers}.Iota", Splat($"(float)({Row})"));
            case OpCode.RowIndex:
                return Splat($"(float)({Row})");
            case OpCode.ColumnIndex:
                return Plus($"{width.Helpers}.Iota", Splat($"(float)({Column})"));
            case OpCode.Unary:
                return Unary(op.Attribute, Of(op.Arguments[0]));
            case OpCode.Binary:
                return Binary(op, value);
            case OpCode.Where:
                return $"{width.Vector}.ConditionalSelect({Of(op.Arguments[0])}, {Of(op.Arguments[1])}, {Of(op.Arguments[2])})";
            case OpCode.Round:
                return $"{width.Helpers}.Round{op.Attribute}({Of(op.Arguments[0])})";
            default:
                throw new InvalidOperationException($"{op.Code} is not elementwise.");
        }
    }

    private string Unary(string function, string x) => function switch
    {
        "Negate" => "-" + x,
        "Not" => "~" + x,
        "Sqrt" => $"{width.Vector}.Sqrt({x})",
        "Rsqrt" => $"{width.Type}.One / {width.Vector}.Sqrt({x})",
        "Abs" => $"{width.Vector}.Abs({x})",
        _ => $"{width.Helpers}.{function}({x})",
    };

    private string Binary(Op op, Value value)
    {
        Value left = op.Arguments[0];
        Value right = op.Arguments[1];
        if (op.Attribute is "Add" or "Subtract" && MultiplyAdd(op, left, right) is { } fused)
            return fused;
        string a = Of(left);
        string b = Of(right);
        return op.Attribute switch
        {
            "Add" => $"{a} + {b}",
            "Subtract" => $"{a} - {b}",
            "Multiply" => $"{a} * {b}",
            "Divide" => $"{a} / {b}",
            "Remainder" => $"{a} - ({width.Vector}.Truncate({a} / {b}) * {b})",
            "Min" or "Max" => $"{width.Vector}.{op.Attribute}({a}, {b})",
            "Less" => $"{width.Vector}.LessThan({a}, {b})",
            "LessOrEqual" => $"{width.Vector}.LessThanOrEqual({a}, {b})",
            "Greater" => $"{width.Vector}.GreaterThan({a}, {b})",
            "GreaterOrEqual" => $"{width.Vector}.GreaterThanOrEqual({a}, {b})",
            "Equal" => $"{width.Vector}.Equals({a}, {b})",
            "NotEqual" => $"~{width.Vector}.Equals({a}, {b})",
            "And" => $"{a} & {b}",
            "Or" => $"{a} | {b}",
            _ => $"{a} ^ {b}",
        };
    }

    /// <summary>x·y + z and its signs, when the product is made for this sum alone.</summary>
    private string? MultiplyAdd(Op op, Value left, Value right)
    {
        bool subtract = op.Attribute == "Subtract";
        if (IsOwnProduct(right))
        {
            (string x, string y) = Factors(right);
            return width.MultiplyAdd((subtract ? "-" : "") + x, y, Of(left));
        }

        if (IsOwnProduct(left))
        {
            (string x, string y) = Factors(left);
            return width.MultiplyAdd(x, y, (subtract ? "-" : "") + Of(right));
        }

        return null;
    }

    private bool IsOwnProduct(Value value) =>
        value.Definition is { Code: OpCode.Binary, Attribute: "Multiply" }
        && plan.Storage.Of(value) == Storage.Inline
        && !known.ContainsKey(value)
        && plan.Uses.Of(value).Count == 1;

    private (string, string) Factors(Value product) => (Of(product.Definition!.Arguments[0]), Of(product.Definition.Arguments[1]));

    private string Splat(string scalar) => width.Splat(scalar);

    private static string Times(string index, int stride) => stride == 1 ? index : index == "0" ? "0" : $"({index}) * {stride}";

    private static string Plus(string a, string b) => a == "0" ? b : b == "0" ? a : $"{a} + {b}";
}
