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

        // Four lanes a row, eight rows a warp: rows lie four banks apart.
        bool quads = results % 8 == 0 && count % 8 == 0;
        if (quads && results == Spread.Warps * 8)
        {
            pass.Open();
            pass.Line($"int {i} = warp * 8 + laneRow;{Comment(target)}");
        }
        else
        {
            pass.Open(quads
                ? $"for (int {i} = warp * 8 + laneRow; {i} < {results}; {i} += {Spread.Warps * 8}){Comment(target)}"
                : $"for (int {i} = warp; {i} < {results}; {i} += {Spread.Warps}){Comment(target)}");
        }

        if (quads)
        {
            // Two sums: each waits for itself alone.
            string odd = names.Fresh("t");
            for (int n = 0; n < count / 8; n++)
            {
                string c = $"(column + {n * 8})", next = Paired(c);
                string first = SharedAt(source, i, c), second = SharedAt(source, i, next);
                pass.Line($"{(n == 0 ? "float " : "")}{sum} = {(n == 0 ? first : Combine(op.Attribute, sum, first))};");
                pass.Line($"{(n == 0 ? "float " : "")}{odd} = {(n == 0 ? second : Combine(op.Attribute, odd, second))};");
            }

            Unpair();
            pass.Line($"{sum} = {Combine(op.Attribute, sum, odd)};");
        }
        else
        {
            pass.Line($"float {sum} = {Identity(op.Attribute)};");
            pass.Line($"for (int {e} = lane; {e} < {count}; {e} += 32)");
            pass.Line($"    {sum} = {Combine(op.Attribute, sum, SharedAt(source, i, e))};");
        }

        foreach (int distance in quads ? new[] { 2, 1 } : [16, 8, 4, 2, 1])
            pass.Line($"{sum} = {Combine(op.Attribute, sum, $"L.Across({sum}, {distance})")};");
        pass.Open(quads ? "if (column == 0)" : "if (lane == 0)");
        Finish(i, "0");
        pass.Close();
        pass.Close();

        void Finish(string r, string c)
        {
            string x = Final(op.Result, end, sum, r, c);
            foreach (Image image in images)
                pass.Line(Put(image, r, c, x, null));
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
        if (lines == 1 && images.All(static i => i.IsPrivate))
        {
            Along("0");
        }
        else if (down && lines >= 32 && (lines & (lines - 1)) == 0 && Threads % lines == 0 && count % (Threads / lines) == 0 && count <= 64)
        {
            InStretches(Threads / lines);
        }
        else if (lines < Threads && lines % Spread.Warps == 0)
        {
            // A warp a line, its lines at once.
            string first = names.Fresh("i");
            pass.Open();
            pass.Line($"int {first} = warp;{Comment(target)}");
            for (int line = 0; line < lines; line += Spread.Warps)
                Along($"({first} + {line})");
            pass.Close();
        }
        else if (lines == 1)
        {
            pass.Open($"if (warp == 0){Comment(target)}");
            Along("0");
            pass.Close();
        }
        else
        {
            string i = names.Fresh("i"), e = names.Fresh("e"), sum = names.Fresh("t");
            pass.Open($"for (int {i} = tid; {i} < {lines}; {i} += {Threads}){Comment(target)}");
            pass.Line($"float {sum} = 0f;");
            pass.Open($"for (int {e} = 0; {e} < {count}; {e}++)");
            pass.Line($"{sum} += {(down ? SharedAt(source, e, i) : SharedAt(source, i, e))};");
            Finish(e, i, sum);
            pass.Close();
            pass.Close();
        }

        // Several threads a line, each with a stretch of it: adding up what lies before it is faster than waiting for the others.
        void InStretches(int parts)
        {
            string line = names.Fresh("i"), part = names.Fresh("i"), first = names.Fresh("i"), sum = names.Fresh("t");
            int stretch = count / parts;
            pass.Open();
            pass.Line($"int {line} = tid & {lines - 1}, {part} = tid >> {Log2(lines)}, {first} = {part} * {stretch};{Comment(target)}");
            pass.Line($"float {sum} = 0f;");
            for (int before = 0; before + 1 < parts; before++)
            {
                pass.Open($"if ({part} > {before})");
                for (int e = before * stretch; e < (before + 1) * stretch; e++)
                    pass.Line($"{sum} += {At(e.ToString(global::System.Globalization.CultureInfo.InvariantCulture))};");
                pass.Close();
            }

            for (int e = 0; e < stretch; e++)
            {
                string at = $"({first} + {e})";
                pass.Line($"{sum} += {At(at)};");
                Finish(at, line, sum);
            }

            pass.Close();

            string At(string e) => down ? SharedAt(source, e, line) : SharedAt(source, line, e);
        }

        // One line, its elements on the lanes.
        void Along(string line)
        {
            string before = names.Fresh("t");
            for (int first = 0; first < count; first += 32)
            {
                string x = names.Fresh("x"), at = first == 0 ? "lane" : $"(lane + {first})";
                string value = down ? SharedAt(source, at, line) : SharedAt(source, line, at);
                pass.Line($"float {x} = {(count % 32 == 0 ? value : $"{at} < {count} ? {value} : 0f")};");
                pass.Line($"{x} = L.WarpScan({x}, lane);");
                if (first > 0)
                    pass.Line($"{x} += {before};");
                if (first + 32 < count)
                    pass.Line($"{(first == 0 ? "float " : "")}{before} = L.FromLane({x}, 31);");
                if (count % 32 != 0)
                    pass.Open($"if ({at} < {count})");
                Finish(at, line, x);
                if (count % 32 != 0)
                    pass.Close();
            }
        }

        void Finish(string at, string line, string x)
        {
            (string r, string c) = down ? (at, line) : (line, at);
            string final = Final(op.Result, end, x, r, c);
            foreach (Image image in images)
                pass.Line(Put(image, r, c, final, null));
        }
    }
}
