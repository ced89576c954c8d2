using Fla.Generators.Ir;
using Fla.Generators.Plan;
using Fla.Generators.Support;
using Buffer = Fla.Generators.Plan.Buffer;

namespace Fla.Generators.Lower.Cpu;

/// <summary>How a tile lies in memory, seen from a pass: element (r, c) is at pointer[r · RowStride + c · ColumnStride].</summary>
internal readonly record struct Place(string Pointer, int RowStride, int ColumnStride);

/// <summary>The pointer parameters of one pass, and the arguments that the kernel's body passes for them.</summary>
internal sealed class Pointers(KernelPlan plan, Names names)
{
    private readonly Dictionary<string, string> parameters = [];
    private readonly List<(string Declaration, string Argument)> list = [];

    public string Declarations => string.Join(", ", list.Select(static p => p.Declaration));

    public string Arguments => string.Join(", ", list.Select(static p => p.Argument));

    /// <summary>Where a buffered value or a view of one lies.</summary>
    public Place Of(Value value)
    {
        (string argument, int row, int column) = Resolve(value);
        return new Place(Parameter(argument, "float*", "m"), row, column);
    }

    /// <summary>Where a slice that has memory of its own takes its elements from.</summary>
    public Place OfSlice(Value slice)
    {
        (string argument, int row, int column) = Slice(slice.Definition!, slice);
        return new Place(Parameter(argument, "float*", "m"), row, column);
    }

    /// <summary>A scalar that the pass needs.</summary>
    public string Scalar(string argument, string type = "float") =>
        char.IsDigit(argument[0]) || argument[0] == '-' || argument.StartsWith("float.", StringComparison.Ordinal) || argument is "true" or "false"
            ? argument
            : Parameter(argument, type, "p");

    public void Add(string declaration, string argument) => list.Add((declaration, argument));

    private string Parameter(string argument, string type, string prefix)
    {
        if (parameters.TryGetValue(argument, out string? name))
            return name;
        // Numbered within the pass, so that the same work in two variants is the same text.
        name = prefix + parameters.Count;
        parameters[argument] = name;
        list.Add(($"{type} {name}", argument));
        return name;
    }

    private (string Argument, int Row, int Column) Resolve(Value value)
    {
        if (plan.Storage.Of(value) != Storage.View)
        {
            Buffer buffer = plan.Buffers.Of(value);
            return (names.Buffer(buffer), buffer.Stride, 1);
        }

        Op op = value.Definition!;
        if (op.Code != OpCode.Transpose)
            return Slice(op, value);

        // A vector's elements are contiguous whichever way it points.
        (string argument, int row, int column) = Resolve(op.Arguments[0]);
        return value.Tile.IsMatrix ? (argument, column, row) : (argument, 1, 1);
    }

    private (string Argument, int Row, int Column) Slice(Op op, Value value)
    {
        (string argument, int row, int column) = Resolve(op.Arguments[0]);
        string offset = Offset(op.Arguments[1], row, op.Arguments[0].Tile.Rows - value.Tile.Rows)
            + Offset(op.Arguments[2], column, op.Arguments[0].Tile.Columns - value.Tile.Columns);
        return (argument + offset, row, column);
    }

    /// <summary>Pointer arithmetic for one axis of a slice; an offset known only at run time is checked there.</summary>
    private string Offset(Value index, int stride, int last)
    {
        if (Builder.Number(index) is { } number)
            return number == 0 ? "" : $" + {CodeWriter.Int(number * stride)}";
        string scale = stride == 1 ? "" : $" * {stride}";
        return $" + Lanes.Inside({names.Scalar(index)}, {last}){scale}";
    }
}
