using Fla.Generators.Ir;
using Fla.Generators.Plan;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Tiles in registers, in the layout of the tensor cores' accumulators: lane l of a warp holds rows l/4 and l/4 + 8, columns 2·(l%4) and the next.</summary>
internal sealed partial class CudaEmitter
{
    private static readonly string[] Lanes = ["X", "Y", "Z", "W"];
    private readonly Dictionary<(Value, int, int, int, int), string> hoisted = [];

    private int MTiles => Spread.TilesPerWarp;

    /// <summary>The length of the axis that is not distributed, or of a warp's part of it.</summary>
    private int Width(Value value) => (Spread.DistributedAxis(value) == 0 ? value.Tile.Columns : value.Tile.Rows) / (Spread.IsSplit(value) ? Spread.Across : 1);

    /// <summary>The local that holds a lane's first place on that axis.</summary>
    private string Lead => Spread.Across > 1 ? "across" : "column";

    private bool IsVector(Value value) => Width(value) == 1;

    private int NTiles(Value value) => Width(value) / 8;

    private IEnumerable<string> Parts(Value value, string name) => IsVector(value)
        ? Enumerable.Range(0, MTiles).Select(m => $"{name}_{m}")
        : Enumerable.Range(0, MTiles).SelectMany(m => Enumerable.Range(0, NTiles(value)).Select(n => $"{name}_{m}_{n}"));

    /// <summary>A tile with the distributed axis that stays in shared memory as it was loaded: it is read, or unpacked, where it is needed.</summary>
    private bool IsImage(Value value) => value.Definition is { Code: OpCode.Load } load && !IsVector(value) && IsStaged(load);

    private void Fragment(Op op)
    {
        Value value = op.Result;
        if (op.Code == OpCode.Dot && plan.IsAccumulated(value))
            return;
        Require(op, value);
        Declare(value);
        switch (op.Code)
        {
            case OpCode.Dot:
                Product(op, names.Of(value));
                break;
            case OpCode.Reduce:
                ReduceFragment(op);
                break;
            case OpCode.CumSum when op.Arguments.Count == 2:
                RecurFragment(op);
                break;
            case OpCode.CumSum:
                ScanFragment(op);
                break;
            default:
                Fill(value, value);
                if (plan.AccumulatedDot(value) is { } dot)
                    Product(dot.Definition!, names.Of(value));
                break;
        }

        EndPass();
    }

    private void Require(Op op, Value value)
    {
        if (Width(value) % 8 != 0 && Width(value) != 1)
            throw NotRepresentable(op, $"A tile of {value.Tile} beside the distributed axis", "use multiples of 8");
    }

    /// <summary>Sets a fragment's registers to an expression; of a sum with a product, to what the product is added to.</summary>
    private void Fill(Value target, Value source)
    {
        string name = names.Of(target);
        int axis = Spread.DistributedAxis(target)!.Value;
        Value? dot = target == source ? plan.AccumulatedDot(source) : null;
        pass.Open();
        hoisted.Clear();
        for (int m = 0; m < MTiles; m++)
        {
            for (int n = 0; n < Math.Max(1, NTiles(target)); n++)
            {
                for (int j = 0; j < (IsVector(target) ? 2 : 4); j++)
                {
                    // A vector's two numbers are rows l/4 and l/4 + 8: those of the first column.
                    int lane = IsVector(target) ? 2 * j : j;
                    string expression = dot is not null
                        ? FragmentAt(source.Definition!.Arguments.First(a => a != dot), m, n, lane, axis)
                        : target == source ? DefinitionAt(source, m, n, lane, axis) : FragmentAt(source, m, n, lane, axis);
                    pass.Line($"{name}_{m}{(IsVector(target) ? "" : $"_{n}")}.{Lanes[j]} = {expression};");
                }
            }
        }

        pass.Close();
    }

    private string DefinitionAt(Value value, int m, int n, int j, int axis) =>
        UniformEmitter.Elementwise(value.Definition!, [.. value.Definition!.Arguments.Select(a => FragmentAt(a, m, n, j, axis))]);

    /// <summary>One element of a tile as a fragment's lane sees it. <paramref name="axis"/> is the distributed one: 0 when rows are.</summary>
    private string FragmentAt(Value value, int m, int n, int j, int axis)
    {
        if (!value.IsTile || value.Tile.IsScalar)
            return names.Of(value);
        Op? op = value.Definition;
        if (AxisClasses.IsAgnostic(value))
        {
            return op!.Code switch
            {
                OpCode.Splat => names.Of(op.Arguments[0]),
                OpCode.RowIndex => axis == 0 ? RowNumber(m, j) : ColumnNumber(n, j),
                OpCode.ColumnIndex => axis == 0 ? ColumnNumber(n, j) : RowNumber(m, j),
                _ => DefinitionAt(value, m, n, j, axis),
            };
        }

        if (Spread.Of(value) == Residence.Shared)
            return Hoisted(value, m, n, j, axis);
        switch (op?.Code)
        {
            case OpCode.Transpose:
                return FragmentAt(op.Arguments[0], m, n, j, 1 - axis);
            case OpCode.Slice:
                return SliceAt(op, m, n, j, axis);
        }

        if (!plan.IsKept(value))
            return DefinitionAt(value, m, n, j, axis);
        if (IsVector(value))
            return $"{names.Of(value)}_{m}.{(j < 2 ? "X" : "Y")}";
        return IsImage(value) ? ImageAt(value, m, n, j) : $"{names.Of(value)}_{m}_{n}.{Lanes[j]}";
    }

    private static string RowNumber(int m, int j) => $"(rowNumber + {m * 16 + (j >= 2 ? 8 : 0)}f)";

    private static string ColumnNumber(int n, int j) => $"(columnNumber + {n * 8 + (j & 1)}f)";

    private static string Row(int m, int j) => $"(row + {m * 16 + (j >= 2 ? 8 : 0)})";

    private string Column(int n, int j) => $"({Lead} + {n * 8 + (j & 1)})";

    /// <summary>A number of shared memory: read once for all that use it in this pass.</summary>
    private string Hoisted(Value value, int m, int n, int j, int axis)
    {
        (Value, int, int, int, int) key = (value, -1, n, j & 1, axis);
        if (hoisted.TryGetValue(key, out string? name))
            return name;
        string across = Column(n, j);
        string r = axis == 0 || value.Tile.Rows == 1 ? "0" : across, c = axis != 0 || value.Tile.Columns == 1 ? "0" : across;
        if (plan.IsKept(value) && memory.Find(value, ImageKind.Number) is { } image && !value.Tile.IsMatrix)
        {
            // Neighbours of a vector come together.
            memory.Touch(image, write: false);
            string two = names.Fresh("t"), even = Column(n, 0);
            pass.Line($"F2 {two} = default;");
            pass.Line($"L.LdF2(ref {two}, {(value.Tile.Rows == 1 ? Address(image, "0", even) : Address(image, even, "0"))});");
            hoisted[(value, -1, n, 0, axis)] = $"{two}.X";
            hoisted[(value, -1, n, 1, axis)] = $"{two}.Y";
            return hoisted[key];
        }

        return Hoist(key, "float", SharedAt(value, r, c));
    }

    private string Hoist((Value, int, int, int, int) key, string type, string expression)
    {
        string name = names.Fresh("t");
        pass.Line($"{type} {name} = {expression};");
        return hoisted[key] = name;
    }

    /// <summary>An element of a tile that stayed packed in shared memory: eight rows and columns come at a time.</summary>
    private string ImageAt(Value value, int m, int n, int j)
    {
        if (isWide)
            return NumberAt(value, m, n, j);
        string packed = Packed(value, m, n / 2);
        string part = Lanes[(n % 2 * 2) + (j / 2)];
        return $"L.{((j & 1) == 0 ? "Low" : "High")}{suffix}({packed}.{part})";
    }

    /// <summary>The same of one that holds fp32 numbers.</summary>
    private string NumberAt(Value value, int m, int n, int j)
    {
        if (hoisted.TryGetValue((value, m, n, j, -1), out string? name))
            return name;
        Image image = memory.Touch(memory.Find(value, OperandKind)!, write: false);
        if (Spread.DistributedAxis(value) != 0)
            return Hoist((value, m, n, j, -1), "float", $"L.LdF({Address(image, Column(n, j), Row(m, j))})");
        string two = names.Fresh("t");
        pass.Line($"F2 {two} = default;");
        pass.Line($"L.LdF2(ref {two}, {Address(image, Row(m, j), Column(n, 0))});");
        hoisted[(value, m, n, j & 2, -1)] = $"{two}.X";
        hoisted[(value, m, n, j | 1, -1)] = $"{two}.Y";
        return hoisted[(value, m, n, j, -1)];
    }

    private string Packed(Value value, int m, int k)
    {
        (Value, int, int, int, int) key = (value, m, k, -1, -1);
        if (hoisted.TryGetValue(key, out string? name))
            return name;
        Image image = memory.Touch(memory.Find(value, OperandKind)!, write: false);
        name = names.Fresh("p");
        pass.Line($"U4 {name} = default;");
        LoadDistributed(value, image, m, k, name);
        return hoisted[key] = name;
    }

    /// <summary>Loads sixteen rows m and step k of a tile whose distributed axis lies down or along its memory.</summary>
    private void LoadDistributed(Value stored, Image image, int m, int k, string register)
    {
        bool byRows = Spread.DistributedAxis(stored) == 0;
        string beside = Spread.IsSplit(stored) ? $" + warpColumn * {(byRows ? image.ElementBytes : image.Stride)}" : "";
        if (byRows)
            Fetch(register, image, isLeft: true, down: false, m * 16, k * Depth, warp: $" + warpRow * {image.Stride}{beside}");
        else
            Fetch(register, image, isLeft: true, down: true, k * Depth, m * 16, warp: $" + warpRow * {image.ElementBytes}{beside}");
    }

    private string SliceAt(Op op, int m, int n, int j, int axis)
    {
        Value whole = op.Arguments[0];
        Value offset = op.Arguments[axis == 0 ? 2 : 1];
        if (whole.Tile.Rows == op.Result.Tile.Rows && whole.Tile.Columns == op.Result.Tile.Columns)
            return FragmentAt(whole, m, n, j, axis);
        if (IsImage(whole) && IsVector(op.Result))
        {
            Image image = memory.Touch(memory.Find(whole, OperandKind)!, write: false);
            string at = Index(offset);
            (string r, string c) = axis == 0 ? (Row(m, j), at) : (at, Row(m, j));
            return $"L.Ld{suffix}({image.Base} + (uint)({image.Offset} + {r} * {image.Stride} + {c} * {image.ElementBytes}))";
        }

        if (Builder.Number(offset) is { } start && start % 8 == 0 && !IsVector(op.Result))
            return FragmentAt(whole, m, n + ((int)start / 8), j, axis);
        throw NotRepresentable(op, "This slice of a tile in registers", "slice whole multiples of 8 at constant places, or slice the tensor");
    }

    private void ReduceFragment(Op op)
    {
        Value source = op.Arguments[0];
        string name = names.Of(op.Result);
        int axis = Spread.DistributedAxis(source)!.Value;
        string combine(string a, string b) => Combine(op.Attribute, a, b);
        pass.Open();
        for (int m = 0; m < MTiles; m++)
        {
            hoisted.Clear();
            foreach (int half in new[] { 0, 1 })
            {
                string sum = names.Fresh("t");
                pass.Line($"float {sum} = {combine(FragmentAt(source, m, 0, half * 2, axis), FragmentAt(source, m, 0, (half * 2) + 1, axis))};");
                for (int n = 1; n < NTiles(source); n++)
                    pass.Line($"{sum} = {combine(sum, combine(FragmentAt(source, m, n, half * 2, axis), FragmentAt(source, m, n, (half * 2) + 1, axis)))};");
                pass.Line($"{sum} = {combine(sum, $"L.Across({sum}, 1)")};");
                pass.Line($"{name}_{m}.{Lanes[half]} = {combine(sum, $"L.Across({sum}, 2)")};");
            }
        }

        pass.Close();
    }

    private void ScanFragment(Op op)
    {
        Value source = op.Arguments[0];
        string name = names.Of(op.Result);
        int axis = Spread.DistributedAxis(source)!.Value;
        pass.Open();
        for (int m = 0; m < MTiles; m++)
        {
            hoisted.Clear();
            foreach (int half in new[] { 0, 1 })
            {
                string before = names.Fresh("t");
                pass.Line($"float {before} = 0f;");
                for (int n = 0; n < NTiles(source); n++)
                {
                    string first = names.Fresh("t"), second = names.Fresh("t"), own = names.Fresh("t");
                    pass.Line($"float {first} = {FragmentAt(source, m, n, half * 2, axis)};");
                    pass.Line($"float {second} = {first} + {FragmentAt(source, m, n, (half * 2) + 1, axis)};");
                    pass.Line($"float {own} = L.QuadScan({second}, lane);");
                    pass.Line($"{name}_{m}_{n}.{Lanes[half * 2]} = {before} + {own} - {second} + {first};");
                    pass.Line($"{name}_{m}_{n}.{Lanes[(half * 2) + 1]} = {before} + {own};");
                    pass.Line($"{before} += L.QuadLast({own});");
                }
            }
        }

        pass.Close();
    }

    /// <summary>
    /// y = keep · y + x along the axis: each lane composes its two steps, the quad's compositions give the lane what comes before it, and its own steps
    /// follow one by one.
    /// </summary>
    private void RecurFragment(Op op)
    {
        (Value source, Value keep) = (op.Arguments[0], op.Arguments[1]);
        string name = names.Of(op.Result);
        int axis = Spread.DistributedAxis(source)!.Value;
        pass.Open();
        for (int m = 0; m < MTiles; m++)
        {
            hoisted.Clear();
            foreach (int half in new[] { 0, 2 })
            {
                string before = names.Fresh("t");
                pass.Line($"float {before} = 0f;");
                for (int n = 0; n < NTiles(source); n++)
                {
                    string x1 = Named(FragmentAt(source, m, n, half, axis)), x2 = Named(FragmentAt(source, m, n, half + 1, axis));
                    string k1 = Named(FragmentAt(keep, m, n, half, axis)), k2 = Named(FragmentAt(keep, m, n, half + 1, axis));
                    string kept = Named($"{k1} * {k2}"), added = Named($"{k2} * {x1} + {x2}");
                    foreach (int distance in new[] { 1, 2 })
                    {
                        string there = $"(lane - {distance}) & 31", keptThere = Named($"L.FromLane({kept}, {there})"), addedThere = Named($"L.FromLane({added}, {there})");
                        pass.Line($"{added} = (lane & 3) >= {distance} ? {kept} * {addedThere} + {added} : {added};");
                        pass.Line($"{kept} = (lane & 3) >= {distance} ? {kept} * {keptThere} : {kept};");
                    }

                    string keptBefore = Named($"L.FromLane({kept}, (lane - 1) & 31)"), addedBefore = Named($"L.FromLane({added}, (lane - 1) & 31)");
                    string start = Named($"(lane & 3) >= 1 ? {keptBefore} * {before} + {addedBefore} : {before}");
                    pass.Line($"{name}_{m}_{n}.{Lanes[half]} = {k1} * {start} + {x1};");
                    pass.Line($"{name}_{m}_{n}.{Lanes[half + 1]} = {k2} * {name}_{m}_{n}.{Lanes[half]} + {x2};");
                    pass.Line($"{before} = L.QuadLast({name}_{m}_{n}.{Lanes[half + 1]});");
                }
            }
        }

        pass.Close();

        string Named(string expression)
        {
            string local = names.Fresh("t");
            pass.Line($"float {local} = {expression};");
            return local;
        }
    }

    private static string Combine(string function, string a, string b) => function switch
    {
        "sum" => $"({a} + {b})",
        "max" => $"L.Max({a}, {b})",
        _ => $"L.Min({a}, {b})",
    };

    private static string Identity(string function) => function switch { "sum" => "0f", "max" => "float.NegativeInfinity", _ => "float.PositiveInfinity" };
}
