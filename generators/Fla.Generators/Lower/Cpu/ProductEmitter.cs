using System.Globalization;
using Fla.Generators.Ir;
using Fla.Generators.Plan;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cpu;

/// <summary>
/// Products as register blocks: a panel of the right operand's columns stays in the first-level cache while every row of every
/// left operand goes by, and what the registers become is stored once.
/// </summary>
internal sealed class ProductEmitter
{
    private readonly PassMethod method;
    private readonly ProductPass pass;
    private readonly VectorWidth width;
    private readonly Place right;
    private readonly List<Place> lefts;
    private readonly int columns;
    private readonly int depth;

    private ProductEmitter(PassMethod method, ProductPass pass)
    {
        this.method = method;
        this.pass = pass;
        width = method.Width;
        right = method.Pointers.Of(pass.Right);
        lefts = pass.Members.Select(m => method.Pointers.Of(m.Left)).ToList();
        columns = pass.Right.Tile.Columns;
        depth = pass.Right.Tile.Rows;
    }

    /// <summary>One row of a block: the member it belongs to and its place in the block.</summary>
    private readonly record struct Row(int Member, int Offset);

    public static void Emit(PassMethod method, ProductPass pass)
    {
        method.Comment = string.Join("; ", pass.Members.Select(m =>
            $"{PassMethod.Describe(m.Result)} from {PassMethod.Describe(m.Left)} · {PassMethod.Describe(pass.Right)}"));
        new ProductEmitter(method, pass).Emit();
    }

    private void Emit()
    {
        int vectors = (columns + width.Lanes - 1) / width.Lanes;
        int panel = Math.Min(width.BlockVectors, vectors);
        int full = vectors / panel * panel;
        Panels(0, full, panel);
        if (full < vectors)
            Panels(full, vectors, vectors - full);
    }

    private void Panels(int from, int to, int panel)
    {
        CodeWriter body = method.Body;
        int step = panel * width.Lanes;
        body.Open($"for (int c = {from * width.Lanes}; c < {to * width.Lanes}; c += {step})");
        if (pass.Members.All(static m => m.Left.Tile.Rows == 1))
        {
            Block(pass.Members.Select(static (_, i) => new Row(i, 0)).ToList(), "0", panel);
        }
        else
        {
            for (int i = 0; i < pass.Members.Count; i++)
                Member(i, panel);
        }

        body.Close();
    }

    private void Member(int index, int panel)
    {
        int rows = pass.Members[index].Left.Tile.Rows;
        int block = Math.Min(rows, panel == 1 ? width.BlockRows * 2 : width.BlockRows);
        int full = rows / block * block;
        CodeWriter body = method.Body;
        if (full == block)
        {
            Scoped(() => Block(Rows(index, block), "0", panel));
        }
        else
        {
            body.Open($"for (int r = 0; r < {full}; r += {block})");
            Block(Rows(index, block), "r", panel);
            body.Close();
        }

        if (full < rows)
            Scoped(() => Block(Rows(index, rows - full), full.ToString(CultureInfo.InvariantCulture), panel));
    }

    private void Scoped(Action write)
    {
        method.Body.Open();
        write();
        method.Body.Close();
    }

    private static List<Row> Rows(int member, int count) => Enumerable.Range(0, count).Select(i => new Row(member, i)).ToList();

    private void Block(IReadOnlyList<Row> rows, string first, int panel)
    {
        CodeWriter body = method.Body;
        int unroll = Unroll(rows.Count * panel);
        for (int u = 0; u < unroll; u++)
        {
            foreach (string name in rows.SelectMany((_, r) => Enumerable.Range(0, panel).Select(v => Accumulator(r, v, u))))
                body.Line($"{width.Type} {name} = {width.Type}.Zero;");
        }

        List<int> members = rows.Select(static r => r.Member).Distinct().ToList();
        foreach (int member in members)
            body.Line($"float* x{member} = {lefts[member].Pointer}{(first == "0" ? "" : $" + {first} * {lefts[member].RowStride}")};");
        string steps = string.Join(", ", members.Select(m => $"x{m} += {lefts[m].ColumnStride * unroll}"));
        body.Line($"float* y = {right.Pointer} + c;");
        body.Open($"for (int k = 0; k < {depth}; k += {unroll}, {steps}, y += {right.RowStride * unroll})");
        for (int u = 0; u < unroll; u++)
        {
            for (int v = 0; v < panel; v++)
                body.Line($"{width.Type} y{u}{v} = {width.Load($"y + {(u * right.RowStride) + (v * width.Lanes)}")};");
            for (int r = 0; r < rows.Count; r++)
            {
                Place left = lefts[rows[r].Member];
                body.Line($"{width.Type} x{u}_{r} = {width.Splat($"x{rows[r].Member}[{(rows[r].Offset * left.RowStride) + (u * left.ColumnStride)}]")};");
                for (int v = 0; v < panel; v++)
                    body.Line($"{Accumulator(r, v, u)} = {width.MultiplyAdd($"x{u}_{r}", $"y{u}{v}", Accumulator(r, v, u))};");
            }
        }

        body.Close();
        for (int u = 1; u < unroll; u++)
        {
            for (int r = 0; r < rows.Count; r++)
            {
                for (int v = 0; v < panel; v++)
                    body.Line($"{Accumulator(r, v, 0)} += {Accumulator(r, v, u)};");
            }
        }

        Epilogue(rows, first, panel);
    }

    /// <summary>Small blocks keep several sums going, or the adder's latency would bound them.</summary>
    private int Unroll(int accumulators)
    {
        foreach (int unroll in new[] { 4, 2 })
        {
            if (accumulators * unroll <= width.BlockRows * width.BlockVectors && depth % unroll == 0)
                return unroll;
        }

        return 1;
    }

    private static string Accumulator(int row, int vector, int unroll) =>
        string.Format(CultureInfo.InvariantCulture, unroll == 0 ? "a{0}_{1}" : "a{0}_{1}_{2}", row, vector, unroll);

    private void Epilogue(IReadOnlyList<Row> rows, string first, int panel)
    {
        CodeWriter body = method.Body;
        foreach (IGrouping<int, int> member in Enumerable.Range(0, rows.Count).GroupBy(r => rows[r].Member))
        {
            Product product = pass.Members[member.Key];
            Place target = method.Pointers.Of(product.Result);
            VectorExpression expression = method.Expression();
            expression.Prefix = $"e{member.Key}_";
            expression.Emit = (_, line) => body.Line(line);
            foreach (int r in member)
            {
                int offset = rows[r].Offset;
                expression.Row = first == "0" ? offset.ToString(CultureInfo.InvariantCulture) : offset == 0 ? first : $"{first} + {offset}";
                for (int v = 0; v < panel; v++)
                {
                    expression.Column = v == 0 ? "c" : $"c + {v * width.Lanes}";
                    expression.Know(product.Dot, Accumulator(r, v, 0));
                    string result = product.Result == product.Dot ? Accumulator(r, v, 0) : expression.Definition(product.Result);
                    body.Line(width.Store($"{target.Pointer} + {Sum(Times(expression.Row, target.RowStride), expression.Column)}", result));
                    expression.Forget(static level => level == Level.Inner);
                }

                expression.Forget(static level => level == Level.Outer);
            }
        }
    }

    private static string Times(string index, int stride) =>
        int.TryParse(index, out int number) ? (number * stride).ToString(CultureInfo.InvariantCulture) : $"({index}) * {stride}";

    private static string Sum(string a, string b) => a == "0" ? b : $"{a} + {b}";
}
