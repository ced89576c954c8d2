using CsCheck;

namespace Fla.Generators.Tests.Properties;

/// <summary>
/// A template made of random instructions: each makes a tile from earlier ones. Comparisons look at inputs and indexes only, and
/// values stay small, so that rounding cannot decide anything.
/// </summary>
internal sealed class RandomTemplate
{
    private static readonly int[] Extents = [1, 2, 3, 5, 8, 13, 16, 17, 19, 33];
    private readonly List<(string Name, int Rows, int Cols)> tiles = [];
    private readonly List<string> lines = [];

    private RandomTemplate(int[] extents, int[][] instructions)
    {
        (Rows, Cols) = (Extents[extents[0]], Extents[extents[1]]);
        Add("x", $"a[.., ..].Load({Rows}, {Cols})", Rows, Cols);
        Add("column", $"a[.., 0].LoadColumn({Rows})", Rows, 1);
        Add("row", $"b[0, ..].LoadRow({Cols})", 1, Cols);
        Add("y", $"b[.., ..].Load({Rows}, {Cols}, 0.5f)", Rows, Cols);
        foreach (int[] instruction in instructions)
            Step(instruction[0], instruction[1], instruction[2], instruction[3]);
    }

    public static Gen<RandomTemplate> Gen { get; } =
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, Extents.Length - 1].Array[2], CsCheck.Gen.Int[0, 999].Array[4].Array[3, 14], static (extents, instructions) => new RandomTemplate(extents, instructions));

    public int Rows { get; }

    public int Cols { get; }

    /// <summary>The template under a name; its last tiles are its outputs.</summary>
    public string Code(string name)
    {
        IEnumerable<string> stores = tiles.TakeLast(3).Select(static (t, i) => $"o[{i}, .., ..].Store({t.Name});");
        return $$"""
            [KernelTemplate]
            public static void {{name}}(Block block, In<float> a, In<float> b, Out<float> o, int n)
            {
                {{string.Join("\n    ", lines.Concat(stores))}}
            }
            """;
    }

    private void Step(int kind, int i, int j, int k)
    {
        (string a, int rows, int cols) = tiles[i % tiles.Count];
        (string b, int otherRows, int otherCols) = Fitting(j, t => (t.Rows == rows || t.Rows == 1 || rows == 1) && (t.Cols == cols || t.Cols == 1 || cols == 1));
        (string same, _, _) = Fitting(k, t => t.Rows == rows && t.Cols == cols);
        (int wide, int tall) = (Math.Max(cols, otherCols), Math.Max(rows, otherRows));
        string name = "t" + lines.Count;
        switch (kind % 16)
        {
            case 0:
                Add(name, $"{a} {"+-*"[k % 3]} {b}", tall, wide);
                break;
            case 1:
                Add(name, $"{a} / (Tile.Abs({b}) + 1)", tall, wide);
                break;
            case 2:
                Add(name, $"Tile.{Pick(k, "Tanh", "Sigmoid", "Abs")}({a})", rows, cols);
                break;
            case 3:
                Add(name, $"Tile.Exp(-Tile.Abs({a})) * {k % 3}.5f", rows, cols);
                break;
            case 4:
                Add(name, $"Tile.{Pick(k, "Sum", "MaxOf", "MinOf")}({a}, {j % 2}) * 0.25f", j % 2 == 0 ? 1 : rows, j % 2 == 0 ? cols : 1);
                break;
            case 5:
                Add(name, $"Tile.CumSum({a}, {k % 2}) * 0.125f", rows, cols);
                break;
            case 6:
                Add(name, $"{a}.T", cols, rows);
                break;
            case 7:
                int height = 1 + (j % rows);
                int width = 1 + (k % cols);
                Add(name, $"{a}.Slice({(j / 7) % (rows - height + 1)}, {height}, {(k / 7) % (cols - width + 1)}, {width})", height, width);
                break;
            case 8:
                if (k % 2 == 0)
                    Add(name, $"{a}.Row(n % {rows})", 1, cols);
                else
                    Add(name, $"{a}.Column((n + {j}) % {cols})", rows, 1);
                break;
            case 9:
                (string right, _, int columns) = Fitting(j, t => t.Rows == cols, ($"{a}.T", cols, rows));
                Add(name, $"Tile.Dot({a}, {right}) * 0.125f", rows, columns);
                break;
            case 10:
                Add(name, $"Tile.Where(Tile.RowIndex({rows}) {Pick(k, ">", "<=", "!=")} Tile.ColIndex({cols}), {a}, {same} + {j % 5})", rows, cols);
                break;
            case 11:
                Add(name, $"Tile.Where({Pick(j, "x > 0.1f", "x <= y", "(x < y) & (y > 0)", "!(x > y) | (x == y)")}, x, {same}.Rows + y)", Rows, Cols);
                break;
            case 12:
                Add(name, a, rows, cols);
                lines.Add($"for (int i = {k % 2}; i < n; i++) {name} = Tile.Tanh({name} * 0.5f + {(tall == rows && wide == cols ? b : same)} * i);");
                break;
            case 13:
                Add(name, a, rows, cols);
                Add(name + "s", same, rows, cols);
                lines.Add($"for (int i = 0; i < {k % 4}; i++) {{ ({name}, {name}s) = ({name}s, {Pick(j, name, $"{name} * 0.5f", $"Tile.Tanh({name} + {name}s)")}); }}");
                break;
            case 14:
                Add(name, a, rows, cols);
                lines.Add($"if (n > {k % 6}) {name} = {Pick(j, same, $"Tile.Sigmoid({name})", $"{name} - {same}")}; else {Pick(i, "", $"{name} = {same} * 2")};");
                break;
            default:
                Add(name, $"Tile.SolveUnitLower(Tile.Dot(Tile.Tanh({a}), Tile.Tanh({a}).T) * 0.05f, {same})", rows, cols);
                break;
        }
    }

    private void Add(string name, string expression, int rows, int cols)
    {
        tiles.Add((name, rows, cols));
        lines.Add($"Tile {name} = {expression};");
    }

    private (string Name, int Rows, int Cols) Fitting(int choice, Func<(string Name, int Rows, int Cols), bool> fits, (string, int, int)? otherwise = null)
    {
        List<(string, int, int)> fitting = [.. tiles.Where(fits)];
        return fitting.Count == 0 ? otherwise!.Value : fitting[choice % fitting.Count];
    }

    private static string Pick(int choice, params string[] options) => options[choice % options.Length];
}
