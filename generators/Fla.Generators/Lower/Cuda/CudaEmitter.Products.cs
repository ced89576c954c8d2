using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Products on tensor cores, with fp32 accumulators: m16n8k16 of 16-bit operands, m16n8k8 of tf32.</summary>
internal sealed partial class CudaEmitter
{
    /// <summary>While the accumulators of a shared product are stored: the product, and the name of one of its elements.</summary>
    private (Value Dot, string Element)? known;

    private readonly Dictionary<string, string> laneOffsets = [];
    private readonly CodeWriter prologue = new(indent: 3);

    /// <summary>While nothing is stored: what was read of shared memory, by its expression.</summary>
    private Dictionary<string, string>? read;

    /// <summary>
    /// Adds a product to a fragment. With distributed columns everything is transposed: the right operand's columns are the rows that the warps
    /// share, and the left operand is what all of them read.
    /// </summary>
    private void Product(Op op, string accumulators)
    {
        bool byRows = Spread.DistributedAxis(op.Result) == 0;
        Value own = op.Arguments[byRows ? 0 : 1], common = op.Arguments[byRows ? 1 : 0];
        int depth = op.Arguments[0].Tile.Columns, width = Width(op.Result);
        if (op.Attribute == "full")
            throw NotRepresentable(op, "A product in full precision on a GPU", "use the element's precision");
        if (depth % 16 != 0 || width % 16 != 0)
            throw NotRepresentable(op, $"A product over {depth} of width {width} on a GPU", "use multiples of 16");
        pass.Open();
        hoisted.Clear();
        int steps = depth / Depth;
        if (held.TryGetValue(op, out Held? late))
        {
            HeldProduct(op, late, accumulators, steps);
            pass.Close();
            return;
        }

        string b = names.Fresh("b");
        pass.Line($"U4 {b} = default;");
        for (int k = 0; k < steps; k++)
        {
            if (k == steps / 2)
                Midway(op);
            List<string> left = [.. Enumerable.Range(0, MTiles).Select(m => Distributed(own, m, k))];
            for (int n = 0; n < width / 16; n++)
            {
                Common(common, b, n, k, byRows);
                for (int m = 0; m < MTiles; m++)
                    Multiply($"{accumulators}_{m}", n, left[m], b);
            }
        }

        pass.Close();
    }

    /// <summary>How much of the contracted axis an instruction takes.</summary>
    private int Depth => isWide ? 8 : 16;

    private ImageKind OperandKind => isWide ? ImageKind.Number : ImageKind.Operand;

    /// <summary>Sixteen columns of accumulators.</summary>
    private void Multiply(string accumulators, int n, string left, string right)
    {
        string mma = isWide ? "T.Mma" : $"L.Mma{suffix}";
        pass.Line($"{mma}(ref {accumulators}_{2 * n}, ref {left}, {right}.X, {right}.Y);");
        pass.Line($"{mma}(ref {accumulators}_{(2 * n) + 1}, ref {left}, {right}.Z, {right}.W);");
    }

    /// <summary>Sixteen rows and a step of the contraction of the operand that the warp owns, packed.</summary>
    private string Distributed(Value value, int m, int k)
    {
        (Value stored, bool moved) = Stored(value);
        string name = names.Fresh("a");
        pass.Line($"U4 {name} = default;");
        if (IsImage(stored) && !moved)
        {
            Image image = memory.Touch(memory.Find(stored, OperandKind)!, write: false);
            LoadDistributed(stored, image, m, k, name);
            return name;
        }

        int axis = Spread.DistributedAxis(value)!.Value;
        for (int part = 0; part < 4; part++)
        {
            if (isWide)
            {
                pass.Line($"{name}.{Lanes[part]} = T.Round({FragmentAt(value, m, k, part, axis)});");
                continue;
            }

            int n = (2 * k) + (part / 2), j = part % 2 * 2;
            pass.Line($"{name}.{Lanes[part]} = L.Pack{suffix}({FragmentAt(value, m, n, j, axis)}, {FragmentAt(value, m, n, j + 1, axis)});");
        }

        return name;
    }

    /// <summary>The sixteen columns with number <paramref name="n"/> of those that a warp multiplies with; with distributed columns, rows.</summary>
    private void Common(Value value, string register, int n, int k, bool byRows) =>
        Common(value, register, $"{n * 16}", k, contractsRows: byRows, isShared: Spread.Across > 1);

    /// <summary>
    /// Sixteen columns of the operand that all warps read: the load. Registers X and Y belong to the first eight, Z and W to the others.
    /// </summary>
    /// <param name="value">The operand.</param>
    /// <param name="register">Where to load it.</param>
    /// <param name="across">The first of its sixteen columns (or rows) of the result, as an expression.</param>
    /// <param name="k">The step of the contraction.</param>
    /// <param name="contractsRows">Whether its rows are contracted.</param>
    /// <param name="isShared">Whether warps share the axis that is not.</param>
    private void Common(Value value, string register, string across, int k, bool contractsRows, bool isShared = false)
    {
        (Image image, bool transposed, string row, string column) = Operand(value);
        // In memory, the contracted axis runs along the columns, or down the rows: then the eight-by-eight blocks are transposed on the way.
        // Either way the four blocks come in the order in which products take them two by two.
        bool down = contractsRows != transposed;
        if (down)
            Fetch(register, image, isLeft: false, down, k * Depth, 0, row, $"{across}{column}", isShared ? $" + warpColumn * {image.ElementBytes}" : "");
        else
            Fetch(register, image, isLeft: false, down, 0, k * Depth, $"{across}{row}", column, isShared ? $" + warpColumn * {image.Stride}" : "");
    }

    /// <summary>Loads sixteen rows (or columns) of an operand and a step of the contraction, which runs along the columns of memory or down its rows.</summary>
    private void Fetch(string register, Image image, bool isLeft, bool down, int rows, int columns, string row = "", string column = "", string warp = "")
    {
        if (!isWide)
        {
            string place = Place(image, isLeft == down ? LanePattern.ColumnsFirst : LanePattern.RowsFirst, rows, columns, row, column, warp);
            pass.Line($"L.Matrix{(down ? "T" : "")}(ref {register}, {place});");
            return;
        }

        pass.Line(down
            ? $"T.LoadDown(ref {register}, {Place(image, LanePattern.PairsDown, rows, columns, row, column, warp)}, {image.Stride}u);"
            : $"T.LoadAcross(ref {register}, {Place(image, LanePattern.PairsAcross, rows, columns, row, column, warp)}, {image.Stride * 8}u);");
        if (!image.IsRounded)
            pass.Line($"T.Round(ref {register});");
    }

    /// <summary>Where an operand lies: its image, whether it is read transposed, and where in the image it begins.</summary>
    private (Image Image, bool Transposed, string Row, string Column) Operand(Value value)
    {
        bool transposed = false;
        string row = "", column = "";
        while (value.Definition is { Code: OpCode.Transpose or OpCode.Slice } op)
        {
            if (op.Code == OpCode.Slice)
            {
                row += $" + {Index(op.Arguments[transposed ? 2 : 1])}";
                column += $" + {Index(op.Arguments[transposed ? 1 : 2])}";
                if (transposed)
                    (row, column) = (column, row);
            }
            else
            {
                transposed = !transposed;
            }

            value = op.Arguments[0];
        }

        Image image = memory.Find(value, OperandKind) ?? throw NotRepresentable(value.Definition!, "This operand of a product on a GPU", "give it a name of its own");
        return (memory.Touch(image, write: false), transposed, row, column);
    }

    private static (Value Stored, bool Moved) Stored(Value value)
    {
        bool moved = false;
        while (value.Definition is { Code: OpCode.Transpose or OpCode.Slice } op)
        {
            moved |= op.Code == OpCode.Slice;
            value = op.Arguments[0];
        }

        return (value, moved);
    }

    /// <summary>A product without the distributed axis: its tiles are dealt out to the warps, and its result, or what alone reads it, goes to shared memory.</summary>
    private void SharedProduct(Op op, Value target, Value end)
    {
        int rows = op.Result.Tile.Rows, columns = op.Result.Tile.Columns, depth = op.Arguments[0].Tile.Columns;
        if (op.Attribute == "full")
            throw NotRepresentable(op, "A product in full precision on a GPU", "use the element's precision");
        if (rows % 16 != 0 || columns % 16 != 0 || depth % 16 != 0)
            throw NotRepresentable(op, $"A product of {rows}×{depth} and {depth}×{columns} on a GPU", "use multiples of 16");
        (int down, int across) = Deal(rows / 16, columns / 16);
        int mTiles = rows / 16 / down, nPairs = columns / 16 / across;
        List<Image> images = Images(target);
        string acc = names.Fresh("d"), b = names.Fresh("b"), mFirst = names.Fresh("m"), nFirst = names.Fresh("n");
        pass.Open(down * across < Warps ? $"if (warp < {down * across}){Comment(target)}" : null);
        pass.Line($"int {mFirst} = (warp & {down - 1}) * {mTiles * 16};");
        pass.Line($"int {nFirst} = (warp >> {Log2(down)}) * {nPairs * 16};");
        for (int m = 0; m < mTiles; m++)
        {
            for (int n = 0; n < nPairs * 2; n++)
                pass.Line($"F4 {acc}_{m}_{n} = default;");
        }

        pass.Line($"U4 {b} = default;");
        (Image left, bool transposed, string row, string column) = Operand(op.Arguments[0]);
        for (int k = 0; k < depth / Depth; k++)
        {
            List<string> a = [];
            for (int m = 0; m < mTiles; m++)
            {
                string name = names.Fresh("a");
                a.Add(name);
                pass.Line($"U4 {name} = default;");
                if (transposed)
                    Fetch(name, left, isLeft: true, down: true, k * Depth, m * 16, row, $"{mFirst}{column}");
                else
                    Fetch(name, left, isLeft: true, down: false, m * 16, k * Depth, $"{mFirst}{row}", column);
            }

            for (int n = 0; n < nPairs; n++)
            {
                Common(op.Arguments[1], b, $"{nFirst} + {n * 16}", k, contractsRows: true);
                for (int m = 0; m < mTiles; m++)
                    Multiply($"{acc}_{m}", n, a[m], b);
            }
        }

        // All that the epilogue reads before the first store: no load may pass one.
        List<(string Row, string Column, string First, string Second)> results = [];
        read = [];
        for (int m = 0; m < mTiles; m++)
        {
            foreach (int half in new[] { 0, 1 })
            {
                for (int n = 0; n < nPairs * 2; n++)
                {
                    string r = $"({mFirst} + laneRow + {(m * 16) + (half * 8)})", c = $"({nFirst} + column + {n * 8})", next = Paired(c);
                    string element = $"{acc}_{m}_{n}";
                    results.Add((r, c, Final(op.Result, end, $"{element}.{Lanes[half * 2]}", r, c), Final(op.Result, end, $"{element}.{Lanes[(half * 2) + 1]}", r, next)));
                }
            }
        }

        Unpair();
        read = null;
        foreach ((string r, string c, string first, string second) in results)
        {
            foreach (Image image in images)
                pass.Line(Put(image, r, c, first, second));
        }

        pass.Close();
    }

    /// <summary>Which lane gives the address of which row of the four eight-by-eight blocks that come at once; of fp32 numbers, which two it loads.</summary>
    private enum LanePattern
    {
        /// <summary>The second block lies below the first.</summary>
        RowsFirst,

        /// <summary>The second block lies beside the first.</summary>
        ColumnsFirst,

        /// <summary>Two neighbours of a row, as accumulators hold them.</summary>
        PairsAcross,

        /// <summary>Two neighbours of a column.</summary>
        PairsDown,
    }

    /// <summary>A lane's address in an image: what depends on the lane alone is computed once, in front of everything.</summary>
    private string Place(Image image, LanePattern pattern, int rows, int columns, string row = "", string column = "", string warp = "")
    {
        string lanes = pattern switch
        {
            LanePattern.RowsFirst => $"(lane & 15) * {image.Stride} + (lane >> 4) * 16",
            LanePattern.ColumnsFirst => $"((lane & 7) + (lane >> 4) * 8) * {image.Stride} + ((lane >> 3) & 1) * 16",
            LanePattern.PairsAcross => $"laneRow * {image.Stride} + column * 4",
            _ => $"column * {image.Stride} + laneRow * 4",
        };
        string region = image.Base.Substring(0, 2), key = $"{region}{lanes}{warp}";
        if (!laneOffsets.TryGetValue(key, out string? name))
        {
            name = laneOffsets[key] = $"lanes{laneOffsets.Count}";
            prologue.Line($"uint {name} = {region} + (uint)({lanes}{warp});");
        }

        string dynamic = $"{Term(row, image.Stride)}{Term(column, image.ElementBytes)}";
        return $"{name}{image.Base.Substring(2)}{dynamic} + {image.Offset + (rows * image.Stride) + (columns * image.ElementBytes)}u";
    }

    private static string Term(string place, int size)
    {
        place = place.StartsWith(" + ", StringComparison.Ordinal) ? place.Substring(3) : place;
        return place.Length == 0 || place == "0" ? "" : int.TryParse(place, out int number) ? $" + {number * size}u" : $" + (uint)(({place}) * {size})";
    }

    public static int Log2(int powerOfTwo)
    {
        int log = 0;
        while (powerOfTwo >> log > 1)
            log++;
        return log;
    }

    /// <summary>How many warps share the rows and the columns of a product's tiles.</summary>
    private (int Down, int Across) Deal(int mTiles, int nPairs)
    {
        int down = 1, across = 1;
        while (down * across * 2 <= Warps)
        {
            if (mTiles % (down * 2) == 0)
                down *= 2;
            else if (nPairs % (across * 2) == 0)
                across *= 2;
            else
                break;
        }

        return (down, across);
    }
}
