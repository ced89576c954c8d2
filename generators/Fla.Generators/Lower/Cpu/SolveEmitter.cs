using Fla.Generators.Ir;
using Fla.Generators.Plan;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cpu;

/// <summary>Forward substitution on the right-hand side: blocks of rows, first against the rows already solved, then among themselves.</summary>
internal static class SolveEmitter
{
    public static void Emit(PassMethod method, SolvePass pass)
    {
        Value lower = pass.Op.Arguments[0];
        Value right = pass.Op.Arguments[1];
        Value result = pass.Op.Result;
        method.Comment = $"{PassMethod.Describe(result)} from (1 + {PassMethod.Describe(lower)}) · x = {PassMethod.Describe(right)}";
        VectorWidth width = method.Width;
        CodeWriter body = method.Body;
        Place l = method.Pointers.Of(lower);
        Place x = method.Pointers.Of(result);
        Place source = method.Pointers.Of(right);
        // A column's elements lie along the vector: it is solved one number at a time.
        if (result.Tile.IsColumn)
        {
            Column(body, l, x, source, result.Tile.Rows);
            return;
        }

        int rows = result.Tile.Rows;
        int vectors = (result.Tile.Columns + width.Lanes - 1) / width.Lanes;
        int panel = Math.Min(width.BlockVectors, vectors);
        int full = vectors / panel * panel;
        Panels(0, full, panel);
        if (full < vectors)
            Panels(full, vectors, vectors - full);

        void Panels(int from, int to, int count)
        {
            body.Open($"for (int c = {from * width.Lanes}; c < {to * width.Lanes}; c += {count * width.Lanes})");
            int fullRows = rows / width.BlockRows * width.BlockRows;
            if (fullRows > 0)
            {
                body.Open($"for (int r = 0; r < {fullRows}; r += {width.BlockRows})");
                Block("r", width.BlockRows, count);
                body.Close();
            }

            if (fullRows < rows)
            {
                body.Open();
                Block(CodeWriter.Int(fullRows), rows - fullRows, count);
                body.Close();
            }

            body.Close();
        }

        void Block(string first, int height, int count)
        {
            for (int r = 0; r < height; r++)
            {
                for (int v = 0; v < count; v++)
                    body.Line($"{width.Type} a{r}_{v} = {width.Load($"{source.Pointer} + ({first} + {r}) * {source.RowStride} + c + {v * width.Lanes}")};");
            }

            body.Line($"float* w = {l.Pointer} + {first} * {l.RowStride};");
            body.Line($"float* y = {x.Pointer} + c;");
            body.Open($"for (int k = 0; k < {first}; k++, w += {l.ColumnStride}, y += {x.RowStride})");
            for (int v = 0; v < count; v++)
                body.Line($"{width.Type} y{v} = {width.Load($"y + {v * width.Lanes}")};");
            for (int r = 0; r < height; r++)
            {
                body.Line($"{width.Type} w{r} = {width.Splat($"-w[{r * l.RowStride}]")};");
                for (int v = 0; v < count; v++)
                    body.Line($"a{r}_{v} = {width.MultiplyAdd($"w{r}", $"y{v}", $"a{r}_{v}")};");
            }

            body.Close();
            for (int solved = 0; solved < height; solved++)
            {
                for (int v = 0; v < count; v++)
                    body.Line(width.Store($"{x.Pointer} + ({first} + {solved}) * {x.RowStride} + c + {v * width.Lanes}", $"a{solved}_{v}"));
                for (int r = solved + 1; r < height; r++)
                {
                    body.Line($"{width.Type} l{r}_{solved} = {width.Splat($"-w[{(r * l.RowStride) + (solved * l.ColumnStride)}]")};");
                    for (int v = 0; v < count; v++)
                        body.Line($"a{r}_{v} = {width.MultiplyAdd($"l{r}_{solved}", $"a{solved}_{v}", $"a{r}_{v}")};");
                }
            }
        }
    }

    private static void Column(CodeWriter body, Place l, Place x, Place source, int rows)
    {
        body.Open($"for (int r = 0; r < {rows}; r++)");
        body.Line($"float sum = {source.Pointer}[r * {source.RowStride}];");
        body.Line("for (int k = 0; k < r; k++)");
        body.Line($"    sum -= {l.Pointer}[r * {l.RowStride} + k * {l.ColumnStride}] * {x.Pointer}[k];");
        body.Line($"{x.Pointer}[r] = sum;");
        body.Close();
    }
}
