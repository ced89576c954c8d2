using Fla.Generators.Ir;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Sums and scans of tiles in shared memory.</summary>
internal sealed partial class CudaEmitter
{
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

    /// <summary>A vector of sums; <paramref name="end"/> is what is made of it, element by element.</summary>
    private void ReduceShared(Op op, Value target, Value end)
    {
        Value source = op.Arguments[0];
        bool down = op.Axis == 0;
        int results = down ? source.Tile.Columns : source.Tile.Rows, count = down ? source.Tile.Rows : source.Tile.Columns;
        List<Image> images = Images(target);
        string i = names.Fresh("i"), e = names.Fresh("e"), sum = names.Fresh("t");
        if (down)
        {
            // Neighbouring threads take neighbouring columns.
            pass.Open($"for (int {i} = tid; {i} < {results}; {i} += {Threads}){Comment(target)}");
            pass.Line($"float {sum} = {Identity(op.Attribute)};");
            pass.Line($"for (int {e} = 0; {e} < {count}; {e}++)");
            pass.Line($"    {sum} = {Combine(op.Attribute, sum, SharedAt(source, e, i))};");
            Finish("0", i);
            pass.Close();
            return;
        }

        if (op.Attribute == "sum" && SquaresOf(source) is { } rows)
        {
            SumSquares(op, end, rows, images);
            return;
        }

        int atOnce = Warps * 8;
        if (results % 8 == 0 && count % 8 == 0 && (results < atOnce || results % atOnce == 0 && results / atOnce <= 4))
        {
            InQuads();
            return;
        }

        pass.Open($"for (int {i} = warp; {i} < {results}; {i} += {Warps}){Comment(target)}");
        pass.Line($"float {sum} = {Identity(op.Attribute)};");
        pass.Line($"for (int {e} = lane; {e} < {count}; {e} += 32)");
        pass.Line($"    {sum} = {Combine(op.Attribute, sum, SharedAt(source, i, e))};");
        foreach (int distance in new[] { 16, 8, 4, 2, 1 })
            pass.Line($"{sum} = {Combine(op.Attribute, sum, $"L.Across({sum}, {distance})")};");
        pass.Open("if (lane == 0)");
        Finish(i, "0");
        pass.Close();
        pass.Close();

        void Finish(string r, string c)
        {
            string x = Final(op.Result, end, sum, r, c);
            foreach (Image image in images)
                pass.Line(Put(image, r, c, x, null));
        }

        // Four lanes a row, eight rows a warp: rows lie four banks apart. All of a lane's rows are read before the first is stored.
        void InQuads()
        {
            pass.Open(results < atOnce ? $"if (warp < {results / 8}){Comment(target)}" : null);
            List<(string Row, string Sum)> sums = [];
            for (int first = 0; first < results; first += atOnce)
            {
                // Two sums: each waits for itself alone.
                string row = names.Fresh("i"), even = names.Fresh("t"), odd = names.Fresh("t");
                pass.Line($"int {row} = warp * 8 + laneRow + {first};{Comment(target)}");
                for (int n = 0; n < count / 8; n++)
                {
                    string c = $"(column + {n * 8})", next = Paired(c);
                    string x = SharedAt(source, row, c), y = SharedAt(source, row, next);
                    pass.Line($"{(n == 0 ? "float " : "")}{even} = {(n == 0 ? x : Combine(op.Attribute, even, x))};");
                    pass.Line($"{(n == 0 ? "float " : "")}{odd} = {(n == 0 ? y : Combine(op.Attribute, odd, y))};");
                }

                Unpair();
                pass.Line($"{even} = {Combine(op.Attribute, even, odd)};");
                foreach (int distance in new[] { 2, 1 })
                    pass.Line($"{even} = {Combine(op.Attribute, even, $"L.Across({even}, {distance})")};");
                sums.Add((row, even));
            }

            pass.Open("if (column == 0)");
            using (Batch batch = new(this))
            {
                foreach ((string row, string total) in sums)
                {
                    string x = Final(op.Result, end, total, row, "0");
                    foreach (Image image in images)
                        batch.Put(Put(image, row, "0", x, null));
                }
            }

            pass.Close();
            pass.Close();
        }
    }

    /// <summary>x of x·x, where x lies in shared memory as the tensor cores take it.</summary>
    private Value? SquaresOf(Value value) =>
        !isWide
        && !plan.IsKept(value)
        && value.Definition is { Code: OpCode.Binary, Attribute: "Multiply" } product
        && product.Arguments[0] == product.Arguments[1]
        && product.Arguments[0] is { Definition.Code: not (OpCode.Transpose or OpCode.Slice) } x
        && x.Tile.Rows % 16 == 0
        && x.Tile.Columns % 16 == 0
        && plan.IsKept(x)
        && IsHalf(x)
            ? x
            : null;

    /// <summary>Sums of squares of rows: the diagonal of x·xᵀ, sixteen rows a warp, whose registers are both operands.</summary>
    private void SumSquares(Op op, Value end, Value x, List<Image> images)
    {
        Image image = memory.Touch(memory.Find(x, ImageKind.Operand)!, write: false);
        int blocks = x.Tile.Rows / 16, steps = x.Tile.Columns / 16, chains = Math.Min(2, steps);
        for (int first = 0; first < blocks; first += Warps)
        {
            pass.Open(blocks - first < Warps ? $"if (warp < {blocks - first})" : null);
            string row = names.Fresh("i"), sum = names.Fresh("d");
            pass.Line($"int {row} = warp * 16;");
            for (int c = 0; c < chains; c++)
                pass.Line($"F4 {sum}_0_{c} = default, {sum}_1_{c} = default;");
            for (int k = 0; k < steps; k++)
            {
                string a = names.Fresh("a");
                pass.Line($"U4 {a} = default;");
                pass.Line($"L.Matrix(ref {a}, {Place(image, LanePattern.RowsFirst, first * 16, k * 16, row)});");
                pass.Line($"L.Mma{suffix}(ref {sum}_0_{k % chains}, ref {a}, {a}.X, {a}.Z);");
                pass.Line($"L.Mma{suffix}(ref {sum}_1_{k % chains}, ref {a}, {a}.Y, {a}.W);");
            }

            pass.Open("if ((laneRow & 6) == column)");
            using (Batch batch = new(this))
            {
                foreach ((int half, string even, string odd) in new[] { (0, "X", "Y"), (1, "Z", "W") })
                {
                    string total(string part) => string.Join(" + ", Enumerable.Range(0, chains).Select(c => $"{sum}_{half}_{c}.{part}"));
                    string one = names.Fresh("t"), at = $"({row} + {(first * 16) + (half * 8)} + laneRow)";
                    pass.Line($"float {one} = (laneRow & 1) == 0 ? {total(even)} : {total(odd)};");
                    string result = Final(op.Result, end, one, at, "0");
                    foreach (Image to in images)
                        batch.Put(Put(to, at, "0", result, null));
                }
            }

            pass.Close();
            pass.Close();
        }
    }

    /// <summary>What is stored for one element of a sum or a scan.</summary>
    private string Final(Value value, Value end, string element, string r, string c)
    {
        if (end == value)
            return element;
        known = (value, element);
        string x = names.Fresh("x");
        pass.Line($"float {x} = {DefinitionOf(end, r, c)};");
        known = null;
        return x;
    }

    private void ScanShared(Op op, Value target, Value end)
    {
        Value source = op.Arguments[0];
        bool down = op.Axis == 0;
        int lines = down ? op.Result.Tile.Columns : op.Result.Tile.Rows, count = down ? op.Result.Tile.Rows : op.Result.Tile.Columns;
        List<Image> images = Images(target);
        if (op.Arguments is [_, var keep])
        {
            string i = names.Fresh("i"), e = names.Fresh("e"), sum = names.Fresh("t");
            pass.Open($"for (int {i} = tid; {i} < {lines}; {i} += {Threads}){Comment(target)}");
            pass.Line($"float {sum} = 0f;");
            pass.Open($"for (int {e} = 0; {e} < {count}; {e}++)");
            pass.Line($"{sum} = {sum} * {SharedAt(keep, e, i)} + {At(e, i)};");
            Finish(e, i, sum, line => pass.Line(line));
            pass.Close();
            pass.Close();
        }
        else if (lines == 1 && images.All(static i => i.IsPrivate))
        {
            Along(["0"]);
        }
        else if (down && lines >= 32 && (lines & (lines - 1)) == 0 && Threads % lines == 0 && count % (Threads / lines) == 0 && count <= 64)
        {
            InStretches(Threads / lines);
        }
        else if (lines < Threads && lines % Warps == 0)
        {
            // A warp a line, its lines at once.
            string first = names.Fresh("i");
            pass.Open();
            pass.Line($"int {first} = warp;{Comment(target)}");
            Along([.. Enumerable.Range(0, lines / Warps).Select(l => $"({first} + {l * Warps})")]);
            pass.Close();
        }
        else if (lines == 1)
        {
            pass.Open($"if (warp == 0){Comment(target)}");
            Along(["0"]);
            pass.Close();
        }
        else if (lines % Threads == 0 && lines / Threads <= 2 && count <= 32)
        {
            // A thread a line, all of its elements at once.
            pass.Open();
            using (Batch batch = new(this))
            {
                for (int first = 0; first < lines; first += Threads)
                    Line(first == 0 ? "tid" : $"(tid + {first})", "", count, "0f", batch);
            }

            pass.Close();
        }
        else
        {
            string i = names.Fresh("i"), e = names.Fresh("e"), sum = names.Fresh("t");
            pass.Open($"for (int {i} = tid; {i} < {lines}; {i} += {Threads}){Comment(target)}");
            pass.Line($"float {sum} = 0f;");
            pass.Open($"for (int {e} = 0; {e} < {count}; {e}++)");
            pass.Line($"{sum} += {At(e, i)};");
            Finish(e, i, sum, line => pass.Line(line));
            pass.Close();
            pass.Close();
        }

        // Several threads a line, each with a stretch of it: adding up what lies before it is faster than waiting for the others.
        void InStretches(int parts)
        {
            string line = names.Fresh("i"), part = names.Fresh("i"), first = names.Fresh("i"), before = names.Fresh("t");
            int stretch = count / parts;
            pass.Open();
            pass.Line($"int {line} = tid & {lines - 1}, {part} = tid >> {Log2(lines)}, {first} = {part} * {stretch};{Comment(target)}");
            pass.Line($"float {before} = 0f;");
            for (int p = 0; p + 1 < parts; p++)
            {
                pass.Open($"if ({part} > {p})");
                for (int e = p * stretch; e < (p + 1) * stretch; e++)
                    pass.Line($"{before} += {At(Number(e), line)};");
                pass.Close();
            }

            using (Batch batch = new(this))
                Line(line, first, stretch, before, batch);
            pass.Close();
        }

        // A thread's part of a line.
        void Line(string line, string first, int length, string before, Batch batch)
        {
            for (int e = 0; e < length; e++)
            {
                string at = first.Length == 0 ? Number(e) : $"({first} + {e})", sum = names.Fresh("t");
                pass.Line($"float {sum} = {before} + {At(at, line)};");
                Finish(at, line, sum, batch.Put);
                before = sum;
            }
        }

        // One line, or several, their elements on the lanes.
        void Along(IReadOnlyList<string> those)
        {
            using Batch batch = new(this);
            foreach (string line in those)
            {
                string before = names.Fresh("t");
                for (int first = 0; first < count; first += 32)
                {
                    string x = names.Fresh("x"), at = first == 0 ? "lane" : $"(lane + {first})";
                    if (count % 32 == 0)
                    {
                        pass.Line($"float {x} = {At(at, line)};");
                    }
                    else
                    {
                        pass.Line($"float {x} = 0f;");
                        pass.Open($"if ({at} < {count})");
                        using (new Batch(this))
                            pass.Line($"{x} = {At(at, line)};");
                        pass.Close();
                    }

                    pass.Line($"{x} = L.WarpScan({x}, lane);");
                    if (first > 0)
                        pass.Line($"{x} += {before};");
                    if (first + 32 < count)
                        pass.Line($"{(first == 0 ? "float " : "")}{before} = L.FromLane({x}, 31);");
                    if (count % 32 == 0)
                    {
                        Finish(at, line, x, batch.Put);
                        continue;
                    }

                    pass.Open($"if ({at} < {count})");
                    using (Batch inside = new(this))
                        Finish(at, line, x, inside.Put);
                    pass.Close();
                }
            }
        }

        static string Number(int e) => e.ToString(global::System.Globalization.CultureInfo.InvariantCulture);

        string At(string e, string line) => down ? SharedAt(source, e, line) : SharedAt(source, line, e);

        void Finish(string at, string line, string x, Action<string> put)
        {
            (string r, string c) = down ? (at, line) : (line, at);
            string final = Final(op.Result, end, x, r, c);
            foreach (Image image in images)
                put(Put(image, r, c, final, null));
        }
    }
}
