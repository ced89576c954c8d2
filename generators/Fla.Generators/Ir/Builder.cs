using System.Globalization;
using Fla.Generators.Model;

namespace Fla.Generators.Ir;

/// <summary>
/// Builds a program in static single assignment form. Pure operations on the same operands become one value, and constants
/// fold, so that how an expression was split or named leaves no trace.
/// </summary>
internal sealed class Builder
{
    private readonly Stack<(Region Region, Dictionary<string, Value> Known)> scopes = new();
    private readonly Region root = new();
    private int next;

    public Builder() => scopes.Push((root, []));

    /// <summary>The template node that new operations belong to.</summary>
    public int Source { get; set; }

    public TileProgram Finish() => new(root, next);

    public Value NewValue(IrType type, Op? definition = null) => new(next++, type, definition);

    public Region Enter()
    {
        Region region = new();
        scopes.Push((region, []));
        return region;
    }

    public void Leave() => scopes.Pop();

    public Value Constant(ScalarKind kind, double number)
    {
        string key = $"c|{kind}|{BitConverter.DoubleToInt64Bits(number)}";
        (Region region, Dictionary<string, Value> known) = scopes.Last();
        if (known.TryGetValue(key, out Value? value))
            return value;
        Op op = new(OpCode.Constant, []) { Number = number, Source = Source };
        value = NewValue(ScalarType.Of(kind), op);
        op.Results = [value];
        region.Ops.Add(op);
        known[key] = value;
        return value;
    }

    /// <summary>Emits a pure operation, or returns the value that it already has.</summary>
    public Value Pure(OpCode code, IrType type, IReadOnlyList<Value> arguments, string attribute = "", int axis = 0)
    {
        string key = string.Join("|", new[] { code.ToString(), type.ToString(), attribute, axis.ToString(CultureInfo.InvariantCulture) }
            .Concat(arguments.Select(static a => a.Id.ToString(CultureInfo.InvariantCulture))));
        foreach ((_, Dictionary<string, Value> known) in scopes)
        {
            if (known.TryGetValue(key, out Value? value))
                return value;
        }

        Value result = Effect(code, type, arguments, attribute, axis).Result;
        scopes.Peek().Known[key] = result;
        return result;
    }

    /// <summary>Emits an operation that must stay where it is, once.</summary>
    public Op Effect(OpCode code, IrType? type, IReadOnlyList<Value> arguments, string attribute = "", int axis = 0, TensorSlice? slice = null)
    {
        Op op = new(code, arguments) { Attribute = attribute, Axis = axis, Slice = slice, Source = Source };
        if (type is not null)
            op.Results = [NewValue(type, op)];
        scopes.Peek().Region.Ops.Add(op);
        return op;
    }

    /// <summary>Adds a finished loop or branch.</summary>
    public void Add(Op op) => scopes.Peek().Region.Ops.Add(op);

    public static double? Number(Value value) => value.Definition is { Code: OpCode.Constant } op ? op.Number : null;
}
