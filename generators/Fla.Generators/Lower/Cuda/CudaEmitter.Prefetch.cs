using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Loads that run one iteration ahead of the loop that needs them.</summary>
internal sealed partial class CudaEmitter
{
    /// <summary>Loads that a ring has taken over, with the scalars that place them.</summary>
    private readonly Dictionary<Op, List<Op>> ringed = [];

    /// <summary>Numbers on their way to the other slot, in a register of each thread: what asynchronous copies cannot bring.</summary>
    private readonly List<(Image Image, string Register)> kept = [];

    /// <summary>Before a loop: loads the first iteration's tiles. Null when nothing in it can be loaded ahead.</summary>
    private Ring? Prefetch(Op loop, string variable, string start)
    {
        if (loop.Attribute is not ("Less" or "LessOrEqual"))
            return null;
        List<Op> loads = [.. loop.Regions[0].Ops.Where(o => plan.Uses.IsNeeded(o) && IsAhead(loop, o))];
        if (loads.Count == 0)
            return null;
        string current = names.Fresh("ring"), step = names.Of(loop.Arguments[2]);
        // Vectors alone are there in no time.
        Ring ring = memory.Ring(loop, current, isDeep: loads.Any(static l => l.Result.Tile.IsMatrix));
        if (memory.IsUnder(ring))
        {
            Barrier();
            memory.Synchronized();
        }

        body.Line($"uint {current} = 0;");
        Start(loop, ring, loads, start, step);
        for (int slot = 1; slot + 1 < ring.Slots; slot++)
        {
            body.Line("L.Commit();");
            Load(loop, loads, $"({start} + {slot} * {step})", $"sb + {slot * ring.Bytes}u", first: false);
            Keep($"sb + {slot * ring.Bytes}u");
        }

        if (ring.Slots > 2)
            body.Line("L.Commit();");
        return ring;
    }

    /// <summary>Gives the loads their places in a ring, and begins with the first iteration's.</summary>
    private void Start(Op loop, Ring ring, List<Op> loads, string start, string step)
    {
        foreach (Image image in loads.Select(l => memory.Add(l.Result, KindOf(l))).Where(static i => i.Ring is null))
        {
            image.Ring = ring;
            ring.Images.Add(image);
        }

        string slot = half == Half.Ahead ? "sb + slot" : "sb";
        stride = step;
        Load(loop, loads, start, slot, first: true);
        Keep(slot);
    }

    private ImageKind KindOf(Op load) => load.Result.Tile.IsMatrix && ElementOf(load) != "float" ? ImageKind.Operand : ImageKind.Number;

    /// <summary>Stores what registers held until now.</summary>
    private void Keep(string slot)
    {
        foreach ((Image image, string register) in kept)
        {
            int count = image.Rows * image.Columns;
            body.Line($"{(count < Threads ? $"if (tid < {count}) " : "")}L.StF({slot} + (uint)({image.Offset} + tid * 4), L.Low{suffix}({register}));");
        }

        kept.Clear();
    }

    /// <summary>The slot of the iteration before, where tiles of a later one arrive.</summary>
    private static string Loading(Ring ring) => $"sb + loading_{ring.Current}";

    /// <summary>At the top of an iteration: its tiles have arrived, everybody is done with the iteration before, and later ones set off.</summary>
    private void Next(Op loop, Ring ring, string variable, string step)
    {
        body.Line(ring.Slots > 2 ? "L.ArrivedButOne();" : "L.Arrived();");
        body.Line("global::ILGPU.Group.Barrier();");
        memory.Synchronized();
        List<Op> loads = [.. loop.Regions[0].Ops.Where(ringed.ContainsKey)];
        body.Line($"uint loading_{ring.Current} = 0;");
        Advance($"loading_{ring.Current}", ring.Current, ring.Slots - 1, ring.Bytes, ring.Slots);
        // Copies keep the warps waiting; in the midst of a product they wait beside it.
        Op? product = loads.All(l => l.Result.Tile.IsMatrix && walks.ContainsKey(l))
            ? loop.Regions[0].Ops.FirstOrDefault(o => o.Code == OpCode.Dot && plan.Uses.IsNeeded(o) && Spread.Of(o.Result) == Residence.Fragment)
            : null;
        midway = (product, Later);
        if (product is null)
            Midway(null);
        RoundOperands(loads);

        void Later()
        {
            Copies(loop, loads, $"({variable} + {(ring.Slots > 2 ? $"{ring.Slots - 1} * " : "")}{step})", Loading(ring), first: false);
            if (ring.Slots > 2)
                pass.Line("L.Commit();");
        }
    }

    /// <summary>Loads that are to stand in the midst of a product.</summary>
    private (Op? Product, Action Load)? midway;

    /// <summary>Writes the loads that wait for a product, or for none.</summary>
    private void Midway(Op? product)
    {
        if (midway is not { } waiting || waiting.Product != product && product is not null)
            return;
        midway = null;
        waiting.Load();
        if (product is null)
            EndPass();
    }

    /// <summary>Rounds the operands of products that have arrived, once for all who multiply with them.</summary>
    private void RoundOperands(List<Op> loads)
    {
        if (!isWide)
            return;
        foreach (Op load in loads.Where(l => plan.IsOperand(l.Result)))
        {
            Image image = memory.Touch(memory.Find(load.Result, OperandKind)!, write: true);
            image.IsRounded = true;
            pass.Line($"T.RoundTile({At(image)}, {image.Stride}, {image.Rows}, {image.Columns}, tid, {Threads});{Comment(load.Result)}");
        }

        EndPass();
    }

    private void Load(Op loop, List<Op> loads, string iteration, string slot, bool first)
    {
        Copies(loop, loads, iteration, slot, first);
        EndPass();
    }

    private void Copies(Op loop, List<Op> loads, string iteration, string slot, bool first)
    {
        Value variable = loop.Regions[0].Arguments[0];
        string? known = names.Knows(variable) ? names.Of(variable) : null;
        names.Alias(variable, iteration);
        HashSet<Op> placed = [];
        foreach (Op load in loads)
        {
            if (!ringed.TryGetValue(load, out List<Op>? scalars))
                ringed[load] = scalars = Scalars(loop, load);
            if (first || !walks.ContainsKey(load))
            {
                foreach (Op scalar in scalars.Where(placed.Add))
                    pass.Line($"{UniformEmitter.TypeName(scalar.Result)} {names.Define(scalar.Result, "s")} = {UniformEmitter.Expression(scalar, template, names.Of)};");
            }

            if (first && Begin(loop, load) is { } begun)
                walks[load] = begun;
            Window? window = walks.TryGetValue(load, out Walk? walk) ? At(walk, iteration, advance: !first) : null;

            Image image = memory.Find(load.Result, KindOf(load))!;
            if (load.Result.Tile.IsMatrix)
                LoadTile(load, image, slot, window, walk);
            else
                LoadVector(load, image, slot, window, walk);
        }

        StartCopies();
        if (known is not null)
            names.Alias(variable, known);
    }

    /// <summary>A slice that moves along with a loop: its address is advanced, not computed again.</summary>
    /// <param name="Access">The load.</param>
    /// <param name="Address">The local that holds the address.</param>
    /// <param name="Advance">The local that holds the bytes from one iteration to the next.</param>
    /// <param name="Limit">Where the moving range ends; null when the moving axis is an index.</param>
    /// <param name="Dim">The length of the moving axis.</param>
    /// <param name="Extents">The ranges in their order: locals, null for the moving one.</param>
    /// <param name="Strides">Their strides.</param>
    /// <param name="IsWhole">Whether the moving range is always as long as the tile, up to the end of the axis.</param>
    private sealed record Walk(Op Access, string Address, string Advance, string? Limit, string Dim, IReadOnlyList<string?> Extents, IReadOnlyList<string> Strides, bool IsWhole)
    {
        /// <summary>The local that holds a thread's own part of it.</summary>
        public string? Copy { get; set; }
    }

    private readonly Dictionary<Op, Walk> walks = [];

    /// <summary>What separates the iterations that these warps load.</summary>
    private string stride = "";

    /// <summary>Before the loop. Null when the slice is not one that moves by a constant number of rows.</summary>
    private Walk? Begin(Op loop, Op load)
    {
        Region region = loop.Regions[0];
        Value variable = region.Arguments[0];
        TensorSlice slice = load.Slice!;
        List<Axis> moving = [.. slice.Axes.Where(a => a.Low == variable && !a.LowFromEnd)];
        if (moving.Count != 1)
            return null;
        bool isWhole = IsWhole(load, moving[0]);
        bool fixedElsewhere = slice.Axes.All(a => (a.Low is null || a.Low == variable || !Follows(a.Low, variable)) && (a.High is null || a == moving[0] && isWhole || !Follows(a.High, variable)));
        if (!fixedElsewhere)
            return null;
        string name = $"a.{template.Parameters[slice.Parameter].CodeName}", element = ElementOf(load);
        string start = names.Of(variable);
        List<string> terms = [], guards = [], strides = [];
        List<string?> extents = [];
        string dim = "", advance = "", begin = "";
        string? limit = null, limitExpression = null;
        List<(string Name, string Expression)> counts = [];
        for (int i = 0; i < slice.Axes.Count; i++)
        {
            Axis axis = slice.Axes[i];
            string length = $"{name}.D{i}", along = $"{name}.S{i}";
            string low = axis.Low is null ? "0" : (axis.LowFromEnd ? $"{length} - " : "") + names.Of(axis.Low);
            string high = axis.High is null ? length : (axis.HighFromEnd ? $"{length} - " : "") + names.Of(axis.High);
            if (axis == moving[0])
            {
                (dim, advance, begin) = (length, $"(long){stride} * {along} * {SizeOf(element)}", $"(long)({start}) * {along}");
                if (!axis.IsRange)
                    continue;
                limitExpression = isWhole ? $"L.Limit({length}, {length})" : $"L.Limit({high}, {length})";
                extents.Add(null);
                strides.Add(along);
                continue;
            }

            if (low != "0")
                terms.Add($"(long)({low}) * {along}");
            if (!axis.IsRange)
            {
                guards.Add($"{low} >= 0 && {low} < {length}");
                continue;
            }

            string count = names.Fresh("n");
            counts.Add((count, $"L.Count({low}, {high}, {length})"));
            extents.Add(count);
            strides.Add(along);
        }

        string guard = guards.Count > 0 ? $"{string.Join(" && ", guards)} ? " : "", otherwise = guards.Count > 0 ? " : 0" : "";
        foreach ((string count, string expression) in counts)
            pass.Line($"int {count} = {guard}{expression}{otherwise};");
        if (limitExpression is not null)
        {
            limit = names.Fresh("n");
            pass.Line($"int {limit} = {Pinned($"{guard}{limitExpression}{otherwise}")};");
        }

        string address = names.Fresh("p"), by = names.Fresh("p");
        pass.Line($"long {address} = {name}.Data + ({string.Join(" + ", terms.Append(begin))}) * {SizeOf(element)}, {by} = {Pinned(advance)};{Comment(load.Result)}");
        return new Walk(load, address, by, limit, dim, extents, strides, isWhole);
    }

    /// <summary>Whether a range is as long as the loaded tile wherever it begins, as in <c>t..(t + rows)</c>.</summary>
    private static bool IsWhole(Op load, Axis moving)
    {
        if (!moving.IsRange || moving.HighFromEnd || moving.High?.Definition is not { Code: OpCode.ScalarBinary, Attribute: "Add" } sum || !sum.Arguments.Contains(moving.Low))
            return false;
        List<Axis> ranges = [.. load.Slice!.Axes.Where(static a => a.IsRange)];
        TileType tile = load.Result.Tile;
        int extent = ranges.Count == 2 && ranges[0] != moving || ranges.Count == 1 && !tile.IsColumn ? tile.Columns : tile.Rows;
        return Builder.Number(sum.Arguments.First(a => a != moving.Low)) == extent;
    }

    /// <summary>
    /// An expression that stays in a register: otherwise the assembler computes it again from the kernel's arguments in every iteration.
    /// Those who prepare have registers to spare.
    /// </summary>
    private string Pinned(string expression) => half == Half.Ahead ? $"L.Pin({expression})" : expression;

    /// <summary>Whether a scalar is computed from a loop's variable.</summary>
    private static bool Follows(Value value, Value variable) =>
        value == variable || value.Definition is { Code: not (OpCode.For or OpCode.If) } op && op.Arguments.Any(a => Follows(a, variable));

    /// <summary>The slice at an iteration.</summary>
    private Window At(Walk walk, string iteration, bool advance)
    {
        if (advance)
            pass.Line($"{walk.Address} += {walk.Advance};");
        List<string> extents = [];
        foreach (string? extent in walk.Extents)
        {
            if (extent is not null && walk.Limit is not null)
            {
                extents.Add(extent);
                continue;
            }

            string here = names.Fresh("n");
            pass.Line(extent is null
                ? $"int {here} = {iteration} < 0 ? 0 : {walk.Limit} - {iteration};"
                : $"int {here} = {iteration} >= 0 && {iteration} < {walk.Dim} ? {extent} : 0;");
            extents.Add(here);
        }

        return Shape(walk.Access, walk.Address, extents, walk.Strides);
    }

    /// <summary>A vector: fp32 numbers are copied as they are, others are converted on the way.</summary>
    private void LoadVector(Op op, Image image, string slot, Window? window, Walk? walk)
    {
        Window w = window ?? Open(op);
        int count = (int)op.Result.Tile.Count;
        bool column = w.Columns == "1";
        (string length, string stride) = column ? (w.Rows, w.RowStride) : (w.Columns, w.ColumnStride);
        string element = ElementOf(op);
        // A thread stays at its element.
        string from = walk?.Copy ?? names.Fresh("p");
        pass.Line(walk?.Copy is not null ? $"{from} += {walk.Advance};" : $"long {from} = {w.Address} + (long)tid * {stride} * {SizeOf(element)};");
        if (walk is not null)
            walk.Copy = from;

        string inside = count < Threads ? $"tid < {count} && tid < {length}" : $"tid < {length}";
        if (element == "float")
        {
            pass.Line($"{(count < Threads ? $"if (tid < {count}) " : "")}L.Copy4({slot} + (uint)({image.Offset} + tid * 4), {from}, tid < {length} ? 4 : 0);{Comment(op.Result)}");
            return;
        }

        string register = names.Fresh("v");
        pass.Line($"uint {register} = L.GlS({from}, {inside});{Comment(op.Result)}");
        kept.Add((image, register));
    }

    /// <summary>Whether a load's place depends on nothing but the loop's variable, and all threads read it from shared memory.</summary>
    private bool IsAhead(Op loop, Op load)
    {
        if (load.Code != OpCode.Load || Builder.Number(load.Arguments[0]) != 0 || !load.Arguments.All(a => IsPlace(loop, a)))
            return false;
        Value value = load.Result;
        string element = ElementOf(load);
        if (isWide && element != "float")
            return false;
        if (isWide && value.Tile.IsMatrix)
            return true;
        if (value.Tile.IsMatrix)
            return element != "float" ? element is "Half" or "BFloat16" : Spread.Of(value) == Residence.Shared && !plan.IsOperand(value) && value.Tile.Columns % 4 == 0;
        return Spread.Of(value) == Residence.Shared && element is "float" or "Half" or "BFloat16" && value.Tile.Count <= Threads && !plan.IsOperand(value);
    }

    private bool IsPlace(Op loop, Value value)
    {
        Region region = loop.Regions[0];
        if (value == region.Arguments[0] || value.Definition is { Code: OpCode.Constant })
            return true;
        if (plan.Uses.Home(value) != region)
            return value.Definition is not null ? !Inside(region, value) : region.Arguments.All(a => a != value);
        return value.Definition is { Code: OpCode.ScalarBinary or OpCode.ScalarUnary or OpCode.ScalarConvert or OpCode.ScalarParameter or OpCode.Dimension } op
            && op.Arguments.All(a => IsPlace(loop, a));
    }

    private bool Inside(Region region, Value value) =>
        plan.Uses.Home(value) == region || region.Ops.SelectMany(static o => o.Regions).Any(r => Inside(r, value));

    /// <summary>The scalar operations of the loop's body that a load needs, in their order.</summary>
    private List<Op> Scalars(Op loop, Op load)
    {
        HashSet<Op> needed = [];
        foreach (Value argument in load.Arguments)
            Need(argument);
        return [.. loop.Regions[0].Ops.Where(needed.Contains)];

        void Need(Value value)
        {
            if (value.Definition is { Code: not OpCode.Constant } op && plan.Uses.Home(value) == loop.Regions[0] && needed.Add(op))
            {
                foreach (Value argument in op.Arguments)
                    Need(argument);
            }
        }
    }
}
