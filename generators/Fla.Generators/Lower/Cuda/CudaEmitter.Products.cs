using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Products on tensor cores: m16n8k16 with 16-bit operands and fp32 accumulators.</summary>
internal sealed partial class CudaEmitter
{
    /// <summary>While the accumulators of a shared product are stored: the product, and the name of one of its elements.</summary>
    private (Value Dot, string Element)? known;

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
        string b = names.Fresh("b");
        pass.Line($"U4 {b} = default;");
        for (int k = 0; k < depth / 16; k++)
        {
            List<string> left = [.. Enumerable.Range(0, MTiles).Select(m => Distributed(own, m, k))];
            for (int n = 0; n < width / 16; n++)
            {
                (string load, string x, string y) = Common(common, b, $"{n * 16}", k, contractsRows: byRows);
                pass.Line(load);
                for (int m = 0; m < MTiles; m++)
                {
                    pass.Line($"L.Mma{suffix}(ref {accumulators}_{m}_{2 * n}, ref {left[m]}, {b}.X, {b}.{x});");
                    pass.Line($"L.Mma{suffix}(ref {accumulators}_{m}_{(2 * n) + 1}, ref {left[m]}, {b}.{y}, {b}.W);");
                }
            }
        }

        pass.Close();
    }

    /// <summary>Sixteen rows and columns of the operand that the warp owns, packed.</summary>
    private string Distributed(Value value, int m, int k)
    {
        (Value stored, bool moved) = Stored(value);
        string name = names.Fresh("a");
        pass.Line($"U4 {name} = default;");
        if (IsImage(stored) && !moved)
        {
            Image image = memory.Touch(memory.Find(stored, ImageKind.Operand)!, write: false);
            pass.Line(LoadDistributed(stored, image, m, k, name));
            return name;
        }

        int axis = Spread.DistributedAxis(value)!.Value;
        for (int part = 0; part < 4; part++)
        {
            int n = (2 * k) + (part / 2), j = part % 2 * 2;
            pass.Line($"{name}.{Lanes[part]} = L.Pack{suffix}({FragmentAt(value, m, n, j, axis)}, {FragmentAt(value, m, n, j + 1, axis)});");
        }

        return name;
    }

    /// <summary>
    /// Sixteen columns of the operand that all warps read: the load, and which registers belong together with the first and the last one.
    /// </summary>
    /// <param name="value">The operand.</param>
    /// <param name="register">Where to load it.</param>
    /// <param name="across">The first of its sixteen columns (or rows) of the result, as an expression.</param>
    /// <param name="k">The step of the contraction.</param>
    /// <param name="contractsRows">Whether its rows are contracted.</param>
    private (string Load, string X, string Y) Common(Value value, string register, string across, int k, bool contractsRows)
    {
        (Image image, bool transposed, string row, string column) = Operand(value);
        // In memory, the contracted axis runs along the columns, or down the rows: then the eight-by-eight blocks are transposed on the way.
        bool down = contractsRows != transposed;
        string r = down ? $"{k * 16}" : across, c = down ? across : $"{k * 16}";
        string address = $"{image.Base} + (uint)({image.Offset} + ({r}{row} + lane % 16) * {image.Stride} + ({c}{column}) * 2 + lane / 16 * 16)";
        return down ? ($"L.MatrixT(ref {register}, {address});", "Y", "Z") : ($"L.Matrix(ref {register}, {address});", "Z", "Y");
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

        Image image = memory.Find(value, ImageKind.Operand) ?? throw NotRepresentable(value.Definition!, "This operand of a product on a GPU", "give it a name of its own");
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
        pass.Open(down * across < Spread.Warps ? $"if (warp < {down * across}){Comment(target)}" : null);
        pass.Line($"int {mFirst} = warp % {down} * {mTiles * 16};");
        pass.Line($"int {nFirst} = warp / {down} * {nPairs * 16};");
        for (int m = 0; m < mTiles; m++)
        {
            for (int n = 0; n < nPairs * 2; n++)
                pass.Line($"F4 {acc}_{m}_{n} = default;");
        }

        pass.Line($"U4 {b} = default;");
        (Image left, bool transposed, string row, string column) = Operand(op.Arguments[0]);
        for (int k = 0; k < depth / 16; k++)
        {
            List<string> a = [];
            for (int m = 0; m < mTiles; m++)
            {
                string name = names.Fresh("a");
                a.Add(name);
                pass.Line($"U4 {name} = default;");
                pass.Line(transposed
                    ? $"L.MatrixT(ref {name}, {left.Base} + (uint)({left.Offset} + ({k * 16}{row} + lane % 8 + lane / 16 * 8) * {left.Stride} + ({mFirst} + {m * 16}{column} + lane / 8 % 2 * 8) * 2));"
                    : $"L.Matrix(ref {name}, {left.Base} + (uint)({left.Offset} + ({mFirst} + {m * 16}{row} + lane % 16) * {left.Stride} + ({k * 16}{column}) * 2 + lane / 16 * 16));");
            }

            for (int n = 0; n < nPairs; n++)
            {
                (string load, string x, string y) = Common(op.Arguments[1], b, $"{nFirst} + {n * 16}", k, contractsRows: true);
                pass.Line(load);
                for (int m = 0; m < mTiles; m++)
                {
                    pass.Line($"L.Mma{suffix}(ref {acc}_{m}_{2 * n}, ref {a[m]}, {b}.X, {b}.{x});");
                    pass.Line($"L.Mma{suffix}(ref {acc}_{m}_{(2 * n) + 1}, ref {a[m]}, {b}.{y}, {b}.W);");
                }
            }
        }

        for (int m = 0; m < mTiles; m++)
        {
            for (int n = 0; n < nPairs * 2; n++)
            {
                foreach (int half in new[] { 0, 1 })
                    StoreAccumulators(op.Result, end, images, $"{acc}_{m}_{n}", half, $"({mFirst} + {(m * 16) + (half * 8)} + lane / 4)", $"({nFirst} + {n * 8} + column)");
            }
        }

        pass.Close();
    }

    private void StoreAccumulators(Value dot, Value end, List<Image> images, string accumulator, int half, string r, string c)
    {
        string[] values = new string[2];
        string next = Paired(c);
        for (int i = 0; i < 2; i++)
            values[i] = Final(dot, end, $"{accumulator}.{Lanes[(half * 2) + i]}", r, i == 0 ? c : next);
        Unpair();
        foreach (Image image in images)
            pass.Line(Put(image, r, c, values[0], values[1]));
    }

    /// <summary>How many warps share the rows and the columns of a product's tiles.</summary>
    private (int Down, int Across) Deal(int mTiles, int nPairs)
    {
        int down = 1, across = 1;
        while (down * across * 2 <= Spread.Warps)
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
