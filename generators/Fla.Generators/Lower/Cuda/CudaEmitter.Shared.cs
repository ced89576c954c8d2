using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Tiles without the distributed axis: all threads of a block compute them together, in shared memory.</summary>
internal sealed partial class CudaEmitter
{
    private readonly Dictionary<(Image, string, string), string> pairs = [];

    private (string First, string Second)? pair;

    /// <summary>The warps that do this half's work together.</summary>
    private int Warps => half == Half.Ahead ? plan.Pipeline!.Warps : Spread.Warps;

    private int Threads => Warps * 32;

    /// <summary>The images that a tile's readers need.</summary>
    private List<Image> Images(Value value)
    {
        if (isWide)
        {
            Image image = memory.Add(value, ImageKind.Number, IsPrivate(value));
            image.IsRounded |= plan.IsOperand(value) && value.Definition switch
            {
                // Rounding does not change what has 16 bits.
                { Code: OpCode.Load } load => ElementOf(load) != "float",
                { Code: OpCode.Inverse } => false,
                _ => !plan.IsNumber(value),
            };
            return [image];
        }

        List<Image> images = [];
        bool half = IsHalf(value);
        if (plan.IsOperand(value) || half)
            images.Add(memory.Add(value, ImageKind.Operand));
        if (plan.IsNumber(value) && !half || images.Count == 0)
            images.Add(memory.Add(value, ImageKind.Number, IsPrivate(value)));
        return images;
    }

    /// <summary>A short vector made of vectors: every warp computes all of it for itself, and no barrier is needed.</summary>
    private bool IsPrivate(Value value) =>
        !value.Tile.IsMatrix
        && value.Tile.Count <= 128
        && value.Definition is { } op
        && (Plan.StoragePlan.IsElementwise(op) || op.Code is OpCode.CumSum && op.Arguments.Count == 1)
        && FusedInto(value) is not { Definition.Code: OpCode.Reduce or OpCode.Dot };

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
                SharedProduct(op, value, value);
                break;
            case OpCode.Inverse:
                Invert(op);
                break;
            case OpCode.Reduce:
                ReduceShared(op, value, value);
                break;
            case OpCode.CumSum:
                ScanShared(op, value, value);
                break;
            default:
                Materialize(value, value);
                break;
        }

        EndPass();
    }

    /// <summary>Computes what <paramref name="source"/> is into the images of <paramref name="target"/>, in the accumulators of what it is made of if it can be.</summary>
    private void Materialize(Value target, Value source)
    {
        switch (FusedInto(source)?.Definition)
        {
            case { Code: OpCode.Dot } dot:
                SharedProduct(dot, target, source);
                break;
            case { Code: OpCode.Reduce } reduce:
                ReduceShared(reduce, target, source);
                break;
            case { Code: OpCode.CumSum } scan:
                ScanShared(scan, target, source);
                break;
            default:
                Each(target, (r, c) => plan.IsKept(source) && target != source ? SharedAt(source, r, c) : DefinitionOf(source, r, c));
                break;
        }
    }

    /// <summary>A product, sum or scan whose result only one stored expression reads, element by element: it is computed in that one's registers.</summary>
    private bool IsFused(Value value)
    {
        if (value.Definition is not { Code: OpCode.Dot or OpCode.Reduce or OpCode.CumSum })
            return false;
        Value end = value;
        while (plan.Uses.Of(end) is [{ } use])
        {
            if (use.IsYield)
                return end != value && !plan.IsKept(end) && use.User.Code == OpCode.If && FusedInto(end) == value;
            if (!Plan.StoragePlan.IsElementwise(use.User)
                || use.Region != plan.Uses.Home(value)
                || !use.User.Result.Type.Equals(value.Type)
                || use.User.Arguments.Count(a => a == end) != 1)
            {
                return false;
            }

            end = use.User.Result;
            if (plan.IsKept(end))
                return FusedInto(end) == value;
        }

        return false;
    }

    private Value? FusedInto(Value end)
    {
        Value? found = null;
        if (end.Definition is { } definition && Plan.StoragePlan.IsElementwise(definition))
            Search(end);
        return found;

        void Search(Value value)
        {
            foreach (Value argument in value.Definition!.Arguments.Where(static a => a.IsTile && a.Definition is not null))
            {
                if (!argument.Type.Equals(end.Type) || plan.Uses.Of(argument).Count != 1 || plan.Uses.Home(argument) != plan.Uses.Home(end))
                    continue;
                if (argument.Definition!.Code is OpCode.Dot or OpCode.Reduce or OpCode.CumSum && Spread.Of(argument) == Residence.Shared)
                    found ??= argument;
                else if (!plan.IsKept(argument) && Plan.StoragePlan.IsElementwise(argument.Definition))
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
                return SharedAt(op.Arguments[0], Shifted(r, op.Arguments[1]), Shifted(c, op.Arguments[2]));
        }

        if (!plan.IsKept(value))
            return DefinitionOf(value, r, c);
        Image image = memory.Find(value, ImageKind.Number) ?? memory.Find(value, ImageKind.Operand) ?? throw new InvalidOperationException($"{value} is not in shared memory.");
        memory.Touch(image, write: false);
        if (pair is { } columns && (c == columns.First || c == columns.Second))
            return HalfOfPair(image, r, columns.First, second: c == columns.Second);
        return Read(image.Kind == ImageKind.Number
            ? $"L.LdF({Address(image, r, c)})"
            : $"L.Ld{suffix}({Address(image, r, c)})");
    }

    private string Shifted(string place, Value by) => Builder.Number(by) == 0 ? place : $"({place} + {Index(by)})";

    private string Read(string expression)
    {
        if (read is null)
            return expression;
        if (!read.TryGetValue(expression, out string? name))
        {
            name = read[expression] = names.Fresh("t");
            pass.Line($"float {name} = {expression};");
        }

        return name;
    }

    /// <summary>Two neighbours, read at once.</summary>
    private string HalfOfPair(Image image, string r, string first, bool second)
    {
        if (!pairs.TryGetValue((image, r, first), out string? name))
        {
            name = pairs[(image, r, first)] = names.Fresh("w");
            string address = Address(image, r, first);
            pass.Line(image.Kind == ImageKind.Number ? $"F2 {name} = default;" : $"uint {name} = L.LdU({address});");
            if (image.Kind == ImageKind.Number)
                pass.Line($"L.LdF2(ref {name}, {address});");
        }

        return image.Kind == ImageKind.Number ? $"{name}.{(second ? "Y" : "X")}" : $"L.{(second ? "High" : "Low")}{suffix}({name})";
    }

    /// <summary>Says that columns <paramref name="first"/> and the next are read together; the first is even.</summary>
    private string Paired(string first)
    {
        string second = $"({first} + 1)";
        pair = (first, second);
        return second;
    }

    private void Unpair()
    {
        pair = null;
        pairs.Clear();
    }

    /// <summary>How many elements a thread computes before it stores them.</summary>
    private const int AtOnce = 8;

    /// <summary>
    /// Elements that are computed before the first of them is stored: the assembler lets no load pass a store, and each would wait for its own.
    /// What several of them read is read once.
    /// </summary>
    private sealed class Batch : IDisposable
    {
        private readonly CudaEmitter emitter;
        private readonly Dictionary<string, string>? outer;
        private readonly List<string> stores = [];

        public Batch(CudaEmitter emitter)
        {
            (this.emitter, outer) = (emitter, emitter.read);
            emitter.read = [];
        }

        public void Put(string store) => stores.Add(store);

        public void Dispose()
        {
            foreach (string store in stores)
                emitter.pass.Line(store);
            emitter.read = outer;
            emitter.Unpair();
        }
    }

    private string DefinitionOf(Value value, string r, string c) =>
        UniformEmitter.Elementwise(value.Definition!, [.. value.Definition!.Arguments.Select(a => SharedAt(a, r, c))]);

    /// <summary>Where an element lies; what is constant about it stands at the end, where the assembler makes it a part of the instruction.</summary>
    private static string Address(Image image, string r, string c)
    {
        int size = image.ElementBytes;
        (string row, int rows) = Constant(r);
        (string column, int columns) = Constant(c);
        int constant = image.Offset + (rows * image.Stride) + (columns * size);
        return $"{image.Base}{Term(row, image.Stride)}{Term(column, size)} + {constant}u";
    }

    /// <summary>Splits "(x + 8)".</summary>
    private static (string Dynamic, int Constant) Constant(string place)
    {
        int plus = place.LastIndexOf(" + ", StringComparison.Ordinal);
        if (plus > 0 && place[0] == '(' && int.TryParse(place.Substring(plus + 3).TrimEnd(')'), out int constant) && place.IndexOf(')') == place.Length - 1)
            return (place.Substring(1, plus - 1), constant);
        return int.TryParse(place, out constant) ? ("", constant) : (place, 0);
    }

    /// <summary>Computes every element of a tile, two neighbours a thread where there are two.</summary>
    private void Each(Value value, Func<string, string, string> element)
    {
        List<Image> images = Images(value);
        int rows = value.Tile.Rows, columns = value.Tile.Columns;
        bool twos = value.Tile.IsMatrix && columns % 2 == 0;
        int count = rows * columns / (twos ? 2 : 1);
        (string first, int step) = images[0].IsPrivate ? ("lane", 32) : ("tid", Threads);
        int across = rows > 1 ? columns / (twos ? 2 : 1) : count;
        bool whole = count % step == 0 && count / step <= 16 && (columns == 1 || rows == 1 || step % across == 0);
        if (whole)
        {
            // A thread stays in its column.
            string row = names.Fresh("r"), column = names.Fresh("c");
            pass.Open();
            pass.Line($"int {row} = {(columns == 1 ? first : rows == 1 ? "0" : Quotient(first, across))}, {column} = {(columns == 1 ? "0" : rows == 1 ? first : Remainder(first, across) + (twos ? " * 2" : ""))};{Comment(value)}");
            for (int i = 0; i < count / step; i += AtOnce)
            {
                using Batch batch = new(this);
                for (int j = i; j < Math.Min(i + AtOnce, count / step); j++)
                    One(batch, rows == 1 ? "0" : $"({row} + {j * (columns == 1 ? step : step / across)})", columns == 1 ? "0" : rows == 1 ? $"({column} + {j * step})" : column);
            }

            pass.Close();
            return;
        }

        string e = names.Fresh("e");
        pass.Open($"for (int {e} = {first}; {e} < {count}; {e} += {step}){Comment(value)}");
        using (Batch one = new(this))
        {
            if (columns == 1)
            {
                One(one, e, "0");
            }
            else if (rows == 1)
            {
                One(one, "0", e);
            }
            else
            {
                string row = names.Fresh("r"), column = names.Fresh("c");
                pass.Line($"int {row} = {Quotient(e, across)};");
                pass.Line($"int {column} = {Remainder(e, across)}{(twos ? " * 2" : "")};");
                One(one, row, column);
            }
        }

        pass.Close();

        void One(Batch batch, string r, string c)
        {
            string next = twos ? Paired(c) : c;
            string x = Named(element(r, c)), y = twos ? Named(element(r, next)) : x;
            foreach (Image image in images)
                batch.Put(Put(image, r, c, x, twos ? y : null));
        }

        string Named(string expression)
        {
            string x = names.Fresh("x");
            pass.Line($"float {x} = {expression};");
            return x;
        }
    }

    // Of numbers that are not negative; the sign would cost as much again.
    private static string Quotient(string x, int divisor) =>
        (divisor & (divisor - 1)) == 0 ? $"({x} >> {Log2(divisor)})" : $"(int)((uint){x} / {divisor}u)";

    private static string Remainder(string x, int divisor) =>
        (divisor & (divisor - 1)) == 0 ? $"({x} & {divisor - 1})" : $"(int)((uint){x} % {divisor}u)";

    private string Put(Image image, string r, string c, string x, string? y)
    {
        memory.Touch(image, write: true);
        string address = Address(image, r, c);
        if (image.IsRounded)
            (x, y) = ($"T.Rounded({x})", y is null ? null : $"T.Rounded({y})");
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
        if (!plan.IsKept(source) && FusedInto(source) is not null)
            Materialize(target, source);
        else
            Each(target, (r, c) => SharedAt(source, r, c));
        EndPass();
    }
}
