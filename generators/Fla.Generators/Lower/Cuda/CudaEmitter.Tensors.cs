using Fla.Generators.Ir;
using Fla.Generators.Model;
using Fla.Generators.Plan.Cuda;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Tensors in device memory: slices masked at their bounds.</summary>
internal sealed partial class CudaEmitter
{
    /// <summary>A slice's address, extents and strides, as names of locals; a single range has its extent in both places.</summary>
    private sealed record Window(string Address, string Rows, string Columns, string RowStride, string ColumnStride, string Element);

    private string ElementOf(Op access) => ElementOf(access.Slice!.Parameter);

    private string ElementOf(int parameter) =>
        template.Parameters[parameter].Element is { } element && element == template.ElementParameter ? variant.Element : template.Parameters[parameter].Element!;

    private static int SizeOf(string element) => element switch { "float" or "int" => 4, "double" or "long" => 8, _ => 2 };

    private static string Suffix(string element) => element switch { "float" => "F", "Half" => "F16", _ => "Bf16" };

    private Window Open(Op access)
    {
        TensorSlice slice = access.Slice!;
        ParameterModel tensor = template.Parameters[slice.Parameter];
        string name = $"a.{tensor.CodeName}", element = ElementOf(access);
        if (element == "double")
            throw NotRepresentable(access, "A tensor of double on a GPU", "use float");
        string address = names.Fresh("p");
        List<string> terms = [], guards = [], extents = [], strides = [];
        for (int i = 0; i < slice.Axes.Count; i++)
        {
            Axis axis = slice.Axes[i];
            string dim = $"{name}.D{i}", stride = $"{name}.S{i}";
            string low = axis.Low is null ? "0" : (axis.LowFromEnd ? $"{dim} - " : "") + names.Of(axis.Low);
            if (!axis.IsRange)
            {
                terms.Add($"(long)({low}) * {stride}");
                guards.Add($"{low} >= 0 && {low} < {dim}");
                continue;
            }

            string high = axis.High is null ? dim : (axis.HighFromEnd ? $"{dim} - " : "") + names.Of(axis.High);
            if (low != "0")
                terms.Add($"(long)({low}) * {stride}");
            extents.Add($"L.Count({low}, {high}, {dim})");
            strides.Add(stride);
        }

        string sum = terms.Count == 0 ? "" : $" + ({string.Join(" + ", terms)}) * {SizeOf(element)}";
        pass.Line($"long {address} = {name}.Data{sum};");
        List<string> lengths = [];
        foreach (string extent in extents)
        {
            string length = names.Fresh("n");
            pass.Line($"int {length} = {(guards.Count > 0 ? $"{string.Join(" && ", guards)} ? {extent} : 0" : extent)};");
            lengths.Add(length);
        }

        return Shape(access, address, lengths, strides);
    }

    private Window Shape(Op access, string address, IReadOnlyList<string> lengths, IReadOnlyList<string> strides)
    {
        string element = ElementOf(access);
        bool column = access.Code == OpCode.Load ? access.Attribute == "LoadColumn" : access.Arguments[0].Tile.IsColumn;
        return lengths.Count switch
        {
            2 => new Window(address, lengths[0], lengths[1], strides[0], strides[1], element),
            _ when column => new Window(address, lengths[0], "1", strides[0], "0L", element),
            _ => new Window(address, "1", lengths[0], "0L", strides[0], element),
        };
    }

    private static string Read(Window w, string r, string c, string fill) =>
        $"L.Read{Suffix(w.Element)}({w.Address}, {r}, {w.Rows}, {w.RowStride}, {c}, {w.Columns}, {w.ColumnStride}, {fill})";

    private static string Write(Window w, string r, string c, string x) =>
        $"L.Write{Suffix(w.Element)}({w.Address}, {r}, {w.Rows}, {w.RowStride}, {c}, {w.Columns}, {w.ColumnStride}, {x});";

    private string ReadElement(Op op)
    {
        ParameterModel tensor = template.Parameters[op.Axis];
        string name = $"a.{tensor.CodeName}";
        string offset = string.Join(" + ", op.Arguments.Select((a, i) => $"(long){names.Of(a)} * {name}.S{i}"));
        string kind = ElementOf(op.Axis) switch { "int" => "I", "long" => "L", _ => "F" };
        return $"L.Gl{kind}({name}.Data + ({offset}) * {SizeOf(ElementOf(op.Axis))})";
    }

    private void Load(Op op)
    {
        Value value = op.Result;
        string fill = names.Of(op.Arguments[0]);
        Residence residence = Spread.Of(value);
        if (residence == Residence.Uniform)
        {
            Window one = Open(op);
            pass.Line($"float {names.Define(value, "s")} = {Read(one, "0", "0", fill)};{Comment(value)}");
            EndPass();
            return;
        }

        if (ringed.ContainsKey(op))
            return;
        if (residence == Residence.Fragment && !IsImage(value))
        {
            Require(op, value);
            Declare(value);
            LoadRegisters(op, value, fill);
            EndPass();
            return;
        }

        if (value.Tile.IsMatrix && IsStaged(op) && (!isWide || ElementOf(op) == "float"))
        {
            Image image = memory.Touch(memory.Add(value, OperandKind), write: true);
            LoadTile(op, image, image.Base);
            EndPass();
            memory.IsLoading = true;
            return;
        }

        Window source = Open(op);
        Each(value, (r, c) => Read(source, r, c, fill));
        EndPass();
    }

    /// <summary>
    /// Whether a tile comes to shared memory: as it is, by copies that nobody waits for, or widened to fp32. Of fp32 numbers, one that the warps read
    /// once, in registers, is better loaded there.
    /// </summary>
    private bool IsStaged(Op load) => isWide
        ? Spread.Of(load.Result) == Residence.Shared || plan.IsOperand(load.Result) || plan.IsInLoop(load.Result)
        : ElementOf(load) != "float";

    private void LoadTile(Op op, Image image, string slot, Window? window = null, Walk? walk = null)
    {
        Value value = op.Result;
        string fill = names.Of(op.Arguments[0]);
        Window w = window ?? Open(op);
        int size = SizeOf(w.Element), across = value.Tile.Columns * size / 16, beside = Threads / value.Tile.Rows;
        string all = $"{value.Tile.Rows}, {value.Tile.Columns}, {w.Address}, {w.Rows}, {w.RowStride}, {w.Columns}, {w.ColumnStride}, {fill}, tid, {Threads}";
        if (walk is { IsWhole: true })
        {
            LoadWhole(value, image, slot, w, walk, all);
            return;
        }

        // Sixteen bytes at a time, the threads of a row side by side.
        bool even = value.Tile.Columns * size % 16 == 0 && Threads % value.Tile.Rows == 0 && (beside & (beside - 1)) == 0 && across % beside == 0 && across / beside <= 16;
        if (walk is null || !even)
        {
            pass.Line($"L.LoadTile{Suffix(w.Element)}({slot} + {image.Offset}, {image.Stride}, {all});{Comment(value)}");
            return;
        }

        bool first = walk.Copy is null;
        string copy = walk.Copy ??= names.Fresh("c"), shape = $"{Log2(beside)}, {across / beside}";
        if (first)
        {
            pass.Line($"TileCopy {copy} = default;");
            pass.Line($"L.StartCopy(ref {copy}, {shape}, {w.Address}, {w.RowStride} * {size}, {w.Columns} * {size}, {w.ColumnStride}, tid);");
        }
        else
        {
            pass.Line($"{copy}.From += {walk.Advance};");
        }

        copies.Add((
            copy,
            $"L.Copy(ref {copy}, {slot} + {image.Offset}, {image.Stride}, {shape}, {w.Rows}, tid);{Comment(value)}",
            $"L.LoadElements{Suffix(w.Element)}({slot} + {image.Offset}, {image.Stride}, {all});"));
    }

    /// <summary>Tiles to be copied: the local that says how, and both ways.</summary>
    private readonly List<(string Copy, string Wide, string Elements)> copies = [];

    /// <summary>One question for all tiles: each jump over code that does not run would wait for instructions.</summary>
    private void StartCopies()
    {
        if (copies.Count == 0)
            return;
        pass.Open($"if ({string.Join(" && ", copies.Select(static c => $"{c.Copy}.IsWide"))})");
        foreach ((_, string wide, _) in copies)
            pass.Line(wide);
        pass.Close();
        pass.Open("else");
        foreach ((string copy, string wide, string elements) in copies)
        {
            if (copies.Count > 1)
            {
                pass.Line($"if ({copy}.IsWide)");
                pass.Line("    " + wide);
                pass.Line("else");
            }

            pass.Line($"{(copies.Count > 1 ? "    " : "")}{elements}");
        }

        pass.Close();
        copies.Clear();
    }

    /// <summary>
    /// A tile of a range that moves by whole tiles: as long as it lies inside the tensor, every thread copies sixteen bytes of the same column
    /// of a few rows, neighbours side by side, and asks nothing.
    /// </summary>
    private void LoadWhole(Value value, Image image, string slot, Window w, Walk walk, string all)
    {
        int size = SizeOf(w.Element), rows = value.Tile.Rows, columns = value.Tile.Columns, across = columns * size / 16;
        string masked = $"L.LoadTile{Suffix(w.Element)}({slot} + {image.Offset}, {image.Stride}, {all});{Comment(value)}";
        int down = across > 0 && Threads % across == 0 ? Threads / across : 0;
        if (down == 0 || columns * size % 16 != 0 || rows % down != 0 || rows / down > 16)
        {
            pass.Line(masked);
            return;
        }

        bool first = walk.Copy is null;
        string from = walk.Copy ??= names.Fresh("c");
        if (first)
        {
            string row = Quotient("tid", across), column = Remainder("tid", across);
            pass.Line($"long {from} = {w.Address} + (long)({row}) * {w.RowStride} * {size} + ({column}) * 16, {from}down = {w.RowStride} * {down * size};");
            pass.Line($"uint {from}to = (uint)(({row}) * {image.Stride} + ({column}) * 16);");
            pass.Line($"bool {from}wide = {w.ColumnStride} == 1 && (({w.Address} | ({w.RowStride} * {size}) | {walk.Advance}) & 15) == 0;");
        }
        else
        {
            pass.Line($"{from} += {walk.Advance};");
        }

        pass.Open($"if ({from}wide && L.IsInside({w.Rows}, {rows}, {w.Columns}, {columns})){Comment(value)}");
        for (int i = 0; i < rows / down; i++)
            pass.Line($"L.Copy16({slot} + {from}to + {image.Offset + (i * down * image.Stride)}, {from}{(i == 0 ? "" : $" + {i} * {from}down")}, 16);");
        pass.Close();
        pass.Open("else");
        pass.Line(masked);
        pass.Close();
    }

    private void LoadRegisters(Op op, Value value, string fill)
    {
        Window w = Open(op);
        string name = names.Of(value);
        bool byRows = Spread.DistributedAxis(value) == 0;
        if (!IsVector(value) && w.Element == "float")
        {
            // Whole tiles without a question an element: all loads are on their way at once.
            string at = Steps(w, byRows, value, out string inside);
            pass.Open($"if ({inside})");
            Elements((m, n, j, part) => pass.Line($"{part}.{Lanes[j]} = L.GlF({at}{Step(byRows, m, n, j)});"));
            pass.Close();
            pass.Open("else");
        }

        Elements((m, n, j, part) =>
        {
            string along = Row(m, j), across = IsVector(value) ? "0" : Column(n, j);
            pass.Line($"{part}.{Lanes[IsVector(value) ? j / 2 : j]} = {(byRows ? Read(w, along, across, fill) : Read(w, across, along, fill))};");
        });
        if (!IsVector(value) && w.Element == "float")
            pass.Close();

        void Elements(Action<int, int, int, string> one)
        {
            for (int m = 0; m < MTiles; m++)
            {
                for (int n = 0; n < Math.Max(1, NTiles(value)); n++)
                {
                    for (int j = 0; j < 4; j += IsVector(value) ? 2 : 1)
                        one(m, n, j, IsVector(value) ? $"{name}_{m}" : $"{name}_{m}_{n}");
                }
            }
        }
    }

    /// <summary>The lane's first element of a tile of fp32 numbers, and the bytes along and across: names of locals.</summary>
    private string Steps(Window w, bool byRows, Value value, out string inside)
    {
        string at = names.Fresh("p"), along = byRows ? w.RowStride : w.ColumnStride, across = byRows ? w.ColumnStride : w.RowStride;
        (alongStep, acrossStep) = (names.Fresh("p"), names.Fresh("p"));
        inside = $"L.IsInside({w.Rows}, {value.Tile.Rows}, {w.Columns}, {value.Tile.Columns})";
        pass.Line($"long {at} = {w.Address} + ((long)row * {along} + (long){Lead} * {across}) * 4, {alongStep} = {along} * 32, {acrossStep} = {across} * 4;");
        return at;
    }

    private string alongStep = "", acrossStep = "";

    private string Step(bool byRows, int m, int n, int j)
    {
        int down = (m * 2) + (j / 2), beside = (n * 8) + (j % 2);
        return $"{(down > 0 ? $" + {down} * {alongStep}" : "")}{(beside > 0 ? $" + {beside} * {acrossStep}" : "")}";
    }

    private void Store(Op op)
    {
        Value value = op.Arguments[0];
        pass.Open();
        Window w = Open(op);
        hoisted.Clear();
        switch (AxisClasses.IsAgnostic(value) ? Residence.Shared : Spread.Of(value))
        {
            case Residence.Uniform:
                pass.Line("if (tid == 0)");
                pass.Line("    " + Write(w, "0", "0", names.Of(value)));
                break;
            case Residence.Fragment:
                StoreRegisters(value, w);
                break;
            default:
                string e = names.Fresh("e");
                int columns = value.Tile.Columns;
                pass.Open($"for (int {e} = tid; {e} < {value.Tile.Count}; {e} += {Threads})");
                (string r, string c) = value.Tile.Rows == 1 ? ("0", e) : columns == 1 ? (e, "0") : (Quotient(e, columns), Remainder(e, columns));
                // One range takes a vector whichever way it points.
                bool turned = w.ColumnStride == "0L" && value.Tile.IsRow || w.RowStride == "0L" && value.Tile.IsColumn;
                pass.Line(Write(w, turned ? c : r, turned ? r : c, SharedAt(value, r, c)));
                pass.Close();
                break;
        }

        pass.Close();
        EndPass();
    }

    private void StoreRegisters(Value value, Window w)
    {
        int axis = Spread.DistributedAxis(value)!.Value;
        if (IsVector(value))
        {
            // The four lanes of a quad hold the same numbers.
            pass.Open("if (column == 0)");
            for (int m = 0; m < MTiles; m++)
            {
                for (int half = 0; half < 2; half++)
                {
                    string x = FragmentAt(value, m, 0, 2 * half, axis), at = Row(m, 2 * half);
                    pass.Line(axis == 0 && w.RowStride != "0L" ? Write(w, at, "0", x) : Write(w, "0", at, x));
                }
            }

            pass.Close();
            return;
        }

        if (w.Element == "float")
        {
            bool byRows = axis == 0;
            string first = Steps(w, byRows, value, out string inside);
            pass.Open($"if ({inside})");
            Parts((m, n, x) =>
            {
                for (int j = 0; j < 4; j++)
                    pass.Line($"L.GsF({first}{Step(byRows, m, n, j)}, {x}.{Lanes[j]});");
            });
            pass.Close();
            pass.Open("else");
            hoisted.Clear();
            Parts((m, n, x) => pass.Line($"L.WriteF{(axis == 0 ? "Rows" : "Columns")}(ref {x}, {w.Address}, {Origin(m, n)}, lane);"));
            pass.Close();
            return;
        }

        // Packed, and for a transposed tile turned: then a lane holds two neighbours of the tensor's row.
        string plain = names.Fresh("s"), to = names.Fresh("p"), step = names.Fresh("p");
        List<(int M, int N, int Half, string Name)> words = [];
        Parts((m, n, x) =>
        {
            for (int half = 0; half < 2; half++)
            {
                string word = names.Fresh("w"), packed = $"L.Pack{Suffix(w.Element)}({x}.{Lanes[2 * half]}, {x}.{Lanes[(2 * half) + 1]})";
                pass.Line($"uint {word} = {(axis == 0 ? packed : $"L.Turned({packed})")};");
                words.Add((m, n, half, word));
            }
        });
        (int height, int width) = (value.Tile.Rows, value.Tile.Columns);
        pass.Line($"bool {plain} = L.IsPlain({w.Address}, {w.Rows}, {height}, {w.RowStride}, {w.Columns}, {width}, {w.ColumnStride});");
        pass.Open($"if ({plain})");
        pass.Line($"long {step} = {w.RowStride} * 16;");
        pass.Line(axis == 0
            ? $"long {to} = {w.Address} + ((long)row * {w.RowStride} + {Lead}) * 2;"
            : $"long {to} = {w.Address} + ((long){Beside("laneRow")} * {w.RowStride} + warpRow + column) * 2;");
        int row = 0;
        foreach ((int m, int n, int half, string name) in words.OrderBy(x => axis == 0 ? (x.M * 2) + x.Half : x.N))
        {
            (int down, int across) = axis == 0 ? ((m * 2) + half, n * 16) : (n, (m * 32) + (half * 16));
            for (; row < down; row++)
                pass.Line($"{to} += {step};");
            pass.Line($"L.GsU({to} + {across}, {name});");
        }

        pass.Close();
        pass.Open("else");
        foreach ((int m, int n, int half, string name) in words)
        {
            string r = axis == 0 ? $"row + {(m * 16) + (half * 8)}" : $"{Beside("laneRow")} + {n * 8}";
            string c = axis == 0 ? $"{Lead} + {n * 8}" : $"warpRow + column + {(m * 16) + (half * 8)}";
            pass.Line($"L.WritePair({name}, {w.Address}, {r}, {w.Rows}, {w.RowStride}, {c}, {w.Columns}, {w.ColumnStride});");
        }

        pass.Close();

        string Origin(int m, int n) => axis == 0
            ? $"warpRow + {m * 16}, {w.Rows}, {w.RowStride}, {Beside($"{n * 8}")}, {w.Columns}, {w.ColumnStride}"
            : $"{Beside($"{n * 8}")}, {w.Rows}, {w.RowStride}, warpRow + {m * 16}, {w.Columns}, {w.ColumnStride}";

        // Places on the second axis.
        string Beside(string place) => Spread.Across > 1 ? $"(warpColumn + {place})" : place;

        void Parts(Action<int, int, string> use)
        {
            for (int m = 0; m < MTiles; m++)
            {
                for (int n = 0; n < NTiles(value); n++)
                {
                    string x = names.Fresh("x");
                    pass.Line($"F4 {x} = default;");
                    for (int j = 0; j < 4; j++)
                        pass.Line($"{x}.{Lanes[j]} = {FragmentAt(value, m, n, j, axis)};");
                    use(m, n, x);
                }
            }
        }
    }
}
