using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Tiles without the distributed axis: all threads of a block compute them together, in shared memory.</summary>
internal sealed partial class CudaEmitter
{
    private int Threads => Spread.Threads;

    /// <summary>The images that a tile's readers need.</summary>
    private List<Image> Images(Value value)
    {
        List<Image> images = [];
        bool half = IsHalf(value);
        if (plan.IsOperand(value) || half)
            images.Add(memory.Add(value, ImageKind.Operand));
        if (plan.IsNumber(value) && !half || images.Count == 0)
            images.Add(memory.Add(value, ImageKind.Number));
        return images;
    }

    /// <summary>Whether the element type holds a tile's numbers as they are: it was loaded so, or a branch took the place of one that was.</summary>
    private bool IsHalf(Value value) =>
        value.Tile.IsMatrix
        && (value.Definition is { Code: OpCode.Load } load && ElementOf(load) != "float"
            || value.Definition is { Code: OpCode.If } && memory.Find(value, ImageKind.Operand) is not null && memory.Find(value, ImageKind.Number) is null);

    private void Shared(Op op)
    {
        Value value = op.Result;
        switch (op.Code)
        {
            case OpCode.Dot:
                SharedProduct(op, value);
                break;
            case OpCode.Inverse:
                Invert(op);
                break;
            case OpCode.Reduce:
                ReduceShared(op);
                break;
            case OpCode.CumSum:
                ScanShared(op);
                break;
            default:
                if (EpilogueDot(value) is { } dot)
                    SharedProduct(dot.Definition!, value);
                else
                    Each(value, (r, c) => DefinitionOf(value, r, c));
                break;
        }

        EndPass();
    }

    /// <summary>A product whose result only one kept expression reads, element by element: it is computed in that one's accumulators.</summary>
    private bool IsEpilogue(Value value)
    {
        if (value.Definition is not { Code: OpCode.Dot })
            return false;
        Value end = value;
        while (plan.Uses.Of(end) is [{ IsYield: false } use]
            && Plan.StoragePlan.IsElementwise(use.User)
            && use.Region == plan.Uses.Home(value)
            && use.User.Result.Type.Equals(value.Type)
            && use.User.Arguments.Count(a => a == end) == 1)
        {
            end = use.User.Result;
            if (plan.IsKept(end))
                return EpilogueDot(end) == value;
        }

        return false;
    }

    private Value? EpilogueDot(Value end)
    {
        Value? found = null;
        Search(end);
        return found;

        void Search(Value value)
        {
            foreach (Value argument in value.Definition!.Arguments.Where(static a => a.IsTile && a.Definition is not null))
            {
                if (argument.Definition!.Code == OpCode.Dot && argument.Type.Equals(end.Type) && plan.Uses.Of(argument).Count == 1 && plan.Uses.Home(argument) == plan.Uses.Home(end))
                    found ??= argument;
                else if (!plan.IsKept(argument) && argument.Type.Equals(end.Type) && Plan.StoragePlan.IsElementwise(argument.Definition))
                    Search(argument);
            }
        }
    }

    /// <summary>One element of a tile at a place that is known as expressions.</summary>
    private string SharedAt(Value value, string r, string c)
    {
        if (!value.IsTile || value.Tile.IsScalar)
            return names.Of(value);
        if (known is { } accumulators && accumulators.Dot == value)
            return accumulators.Element;
        (r, c) = (value.Tile.Rows == 1 ? "0" : r, value.Tile.Columns == 1 ? "0" : c);
        Op? op = value.Definition;
        switch (op?.Code)
        {
            case OpCode.Splat:
                return names.Of(op.Arguments[0]);
            case OpCode.RowIndex:
                return $"(float)({r})";
            case OpCode.ColumnIndex:
                return $"(float)({c})";
            case OpCode.Transpose:
                return SharedAt(op.Arguments[0], c, r);
            case OpCode.Slice:
                return SharedAt(op.Arguments[0], $"({r} + {Index(op.Arguments[1])})", $"({c} + {Index(op.Arguments[2])})");
        }

        if (!plan.IsKept(value))
            return DefinitionOf(value, r, c);
        Image image = memory.Find(value, ImageKind.Number) ?? memory.Find(value, ImageKind.Operand) ?? throw new InvalidOperationException($"{value} is not in shared memory.");
        memory.Touch(image, write: false);
        return image.Kind == ImageKind.Number
            ? $"L.LdF({Address(image, r, c)})"
            : $"L.Ld{suffix}({Address(image, r, c)})";
    }

    private string DefinitionOf(Value value, string r, string c) =>
        UniformEmitter.Elementwise(value.Definition!, [.. value.Definition!.Arguments.Select(a => SharedAt(a, r, c))]);

    private static string Address(Image image, string r, string c)
    {
        int size = image.Kind == ImageKind.Number ? 4 : 2;
        string row = r == "0" ? "" : $" + {r} * {image.Stride}", column = c == "0" ? "" : $" + {c} * {size}";
        return $"{image.Base} + (uint)({image.Offset}{row}{column})";
    }

    /// <summary>Computes every element of a tile, two neighbours a thread where there are two.</summary>
    private void Each(Value value, Func<string, string, string> element)
    {
        List<Image> images = Images(value);
        int rows = value.Tile.Rows, columns = value.Tile.Columns;
        bool pairs = value.Tile.IsMatrix && columns % 2 == 0;
        int count = rows * columns / (pairs ? 2 : 1);
        string e = names.Fresh("e");
        pass.Open($"for (int {e} = tid; {e} < {count}; {e} += {Threads}){Comment(value)}");
        string r = "0", c = e;
        if (columns == 1)
        {
            (r, c) = (e, "0");
        }
        else if (rows > 1)
        {
            int across = columns / (pairs ? 2 : 1);
            (r, c) = (names.Fresh("r"), names.Fresh("c"));
            pass.Line($"int {r} = {e} / {across};");
            pass.Line($"int {c} = {e} % {across}{(pairs ? " * 2" : "")};");
        }

        string x = names.Fresh("x");
        pass.Line($"float {x} = {element(r, c)};");
        string y = pairs ? names.Fresh("x") : x;
        if (pairs)
            pass.Line($"float {y} = {element(r, $"({c} + 1)")};");
        foreach (Image image in images)
            pass.Line(Put(image, r, c, x, pairs ? y : null));
        pass.Close();
    }

    private string Put(Image image, string r, string c, string x, string? y)
    {
        memory.Touch(image, write: true);
        string address = Address(image, r, c);
        return (image.Kind, y) switch
        {
            (ImageKind.Number, null) => $"L.StF({address}, {x});",
            (ImageKind.Number, _) => $"L.StF2({address}, {x}, {y});",
            (_, null) => $"L.St{suffix}({address}, {x});",
            _ => $"L.StU({address}, L.Pack{suffix}({x}, {y}));",
        };
    }

    /// <summary>What a loop or a branch carries in shared memory.</summary>
    private void Copy(Value target, Value source)
    {
        List<Image> images = Images(target);
        if (images.All(i => ReferenceEquals(memory.Find(source, i.Kind), i)))
            return;
        Each(target, (r, c) => SharedAt(source, r, c));
        EndPass();
    }

    private string ReduceToOne(Op op)
    {
        Value source = op.Arguments[0];
        bool down = op.Axis == 0;
        int count = down ? source.Tile.Rows : source.Tile.Columns;
        string sum = names.Fresh("t"), e = names.Fresh("e");
        pass.Line($"float {sum} = {Identity(op.Attribute)};");
        pass.Line($"for (int {e} = lane; {e} < {count}; {e} += 32)");
        pass.Line($"    {sum} = {Combine(op.Attribute, sum, down ? SharedAt(source, e, "0") : SharedAt(source, "0", e))};");
        foreach (int distance in new[] { 16, 8, 4, 2, 1 })
            pass.Line($"{sum} = {Combine(op.Attribute, sum, $"L.Across({sum}, {distance})")};");
        return sum;
    }

    /// <summary>A vector of sums: a warp for each, its lanes along it.</summary>
    private void ReduceShared(Op op)
    {
        Value source = op.Arguments[0];
        bool down = op.Axis == 0;
        int results = down ? source.Tile.Columns : source.Tile.Rows, count = down ? source.Tile.Rows : source.Tile.Columns;
        List<Image> images = Images(op.Result);
        string i = names.Fresh("i"), e = names.Fresh("e"), sum = names.Fresh("t");
        if (down)
        {
            // Neighbouring threads take neighbouring columns.
            pass.Open($"for (int {i} = tid; {i} < {results}; {i} += {Threads}){Comment(op.Result)}");
            pass.Line($"float {sum} = {Identity(op.Attribute)};");
            pass.Line($"for (int {e} = 0; {e} < {count}; {e}++)");
            pass.Line($"    {sum} = {Combine(op.Attribute, sum, SharedAt(source, e, i))};");
            foreach (Image image in images)
                pass.Line(Put(image, "0", i, sum, null));
            pass.Close();
            return;
        }

        pass.Open($"for (int {i} = warp; {i} < {results}; {i} += {Spread.Warps}){Comment(op.Result)}");
        pass.Line($"float {sum} = {Identity(op.Attribute)};");
        pass.Line($"for (int {e} = lane; {e} < {count}; {e} += 32)");
        pass.Line($"    {sum} = {Combine(op.Attribute, sum, SharedAt(source, i, e))};");
        foreach (int distance in new[] { 16, 8, 4, 2, 1 })
            pass.Line($"{sum} = {Combine(op.Attribute, sum, $"L.Across({sum}, {distance})")};");
        pass.Open("if (lane == 0)");
        foreach (Image image in images)
            pass.Line(Put(image, i, "0", sum, null));
        pass.Close();
        pass.Close();
    }

    private void ScanShared(Op op)
    {
        Value source = op.Arguments[0], value = op.Result;
        bool down = op.Axis == 0;
        int lines = down ? value.Tile.Columns : value.Tile.Rows, count = down ? value.Tile.Rows : value.Tile.Columns;
        List<Image> images = Images(value);
        string i = names.Fresh("i"), e = names.Fresh("e"), sum = names.Fresh("t");
        if (lines == 1)
        {
            string x = names.Fresh("x");
            pass.Open($"if (warp == 0){Comment(value)}");
            pass.Line($"float {sum} = 0f;");
            pass.Open($"for (int {e} = lane; {e} < {(count + 31) / 32 * 32}; {e} += 32)");
            pass.Line($"float {x} = {e} < {count} ? {(down ? SharedAt(source, e, "0") : SharedAt(source, "0", e))} : 0f;");
            pass.Line($"{x} = {sum} + L.WarpScan({x}, lane);");
            pass.Line($"{sum} = L.FromLane({x}, 31);");
            pass.Open($"if ({e} < {count})");
            foreach (Image image in images)
                pass.Line(down ? Put(image, e, "0", x, null) : Put(image, "0", e, x, null));
            pass.Close();
            pass.Close();
            pass.Close();
            return;
        }

        pass.Open($"for (int {i} = tid; {i} < {lines}; {i} += {Threads}){Comment(value)}");
        pass.Line($"float {sum} = 0f;");
        pass.Open($"for (int {e} = 0; {e} < {count}; {e}++)");
        pass.Line($"{sum} += {(down ? SharedAt(source, e, i) : SharedAt(source, i, e))};");
        foreach (Image image in images)
            pass.Line(down ? Put(image, e, i, sum, null) : Put(image, i, e, sum, null));
        pass.Close();
        pass.Close();
    }

    /// <summary>(I + L)⁻¹: blocks of 16 by substitution, a thread a column, then pairs of blocks merge.</summary>
    private void Invert(Op op)
    {
        int n = op.Result.Tile.Rows;
        if (n % 16 != 0 || (n & (n - 1)) != 0)
            throw NotRepresentable(op, $"A solve of {n}×{n} on a GPU", "use a power of two from 16");
        Image lower = memory.Touch(memory.Find(op.Arguments[0], ImageKind.Number)!, write: false);
        Image inverse = memory.Touch(memory.Scratch(op.Result, 0), write: true);
        Image scratch = memory.Touch(memory.Scratch(op.Result, 1), write: true);
        pass.Line($"L.InvertBlocks(sb + {lower.Offset}, {lower.Stride}, sb + {inverse.Offset}, {inverse.Stride}, {n}, tid, {Threads});");
        for (int size = 16; size < n; size *= 2)
            pass.Line($"L.MergeBlocks(sb + {lower.Offset}, {lower.Stride}, sb + {inverse.Offset}, {inverse.Stride}, sb + {scratch.Offset}, {scratch.Stride}, {n}, {size}, tid, {Threads});");
        pass.Line("global::ILGPU.Group.Barrier();");
        Each(op.Result, (r, c) => $"({c} > {r} ? 0f : L.LdF({Address(inverse, r, c)}))");
    }
}
