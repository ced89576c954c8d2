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
        string current = names.Fresh("ring");
        Ring ring = memory.Ring(loop, current);
        body.Line($"uint {current} = 0;");
        foreach (Op load in loads)
        {
            Image image = memory.Add(load.Result, KindOf(load));
            if (image.Ring is null)
            {
                image.Ring = ring;
                ring.Images.Add(image);
            }
        }

        Load(loop, loads, start, "sb");
        Keep("sb");
        return ring;
    }

    private ImageKind KindOf(Op load) => load.Result.Tile.IsMatrix && ElementOf(load) != "float" ? ImageKind.Operand : ImageKind.Number;

    /// <summary>At the end of an iteration: stores what the next one needs and registers held until now.</summary>
    private void Keep(Ring ring) => Keep(Other(ring));

    private void Keep(string slot)
    {
        foreach ((Image image, string register) in kept)
        {
            int count = image.Rows * image.Columns;
            body.Line($"{(count < Threads ? $"if (tid < {count}) " : "")}L.StF({slot} + (uint)({image.Offset} + tid * 4), {register});");
        }

        kept.Clear();
    }

    private static string Other(Ring ring) => $"sb + ({ring.Bytes}u - {ring.Current})";

    /// <summary>At the top of an iteration: its tiles have arrived, everybody is done with the other slot, and the next ones set off.</summary>
    private void Next(Op loop, Ring ring, string variable, string step)
    {
        body.Line("L.Arrived();");
        body.Line("global::ILGPU.Group.Barrier();");
        memory.Synchronized();
        List<Op> loads = [.. loop.Regions[0].Ops.Where(ringed.ContainsKey)];
        Load(loop, loads, $"({variable} + {step})", Other(ring));
    }

    private void Load(Op loop, List<Op> loads, string iteration, string slot)
    {
        Value variable = loop.Regions[0].Arguments[0];
        string? known = names.Knows(variable) ? names.Of(variable) : null;
        names.Alias(variable, iteration);
        HashSet<Op> placed = [];
        foreach (Op load in loads)
        {
            if (!ringed.TryGetValue(load, out List<Op>? scalars))
                ringed[load] = scalars = Scalars(loop, load);
            foreach (Op scalar in scalars.Where(placed.Add))
                pass.Line($"{UniformEmitter.TypeName(scalar.Result)} {names.Define(scalar.Result, "s")} = {UniformEmitter.Expression(scalar, template, names.Of)};");
            Image image = memory.Find(load.Result, KindOf(load))!;
            if (load.Result.Tile.IsMatrix)
                LoadTile(load, image, slot);
            else
                LoadVector(load, image, slot);
        }

        EndPass();
        if (known is not null)
            names.Alias(variable, known);
    }

    /// <summary>A vector: fp32 numbers are copied as they are, others are converted on the way.</summary>
    private void LoadVector(Op op, Image image, string slot)
    {
        Window w = Open(op);
        int count = (int)op.Result.Tile.Count;
        bool column = w.Columns == "1";
        (string length, string stride) = column ? (w.Rows, w.RowStride) : (w.Columns, w.ColumnStride);
        if (ElementOf(op) == "float")
        {
            pass.Line($"L.LoadVector({slot} + {image.Offset}, {count}, {w.Address}, {length}, {stride}, tid, {Threads});{Comment(op.Result)}");
            return;
        }

        string register = names.Fresh("v");
        string read = Read(w, column ? "tid" : "0", column ? "0" : "tid", "0f");
        pass.Line($"float {register} = {(count < Threads ? $"tid < {count} ? {read} : 0f" : read)};{Comment(op.Result)}");
        kept.Add((image, register));
    }

    /// <summary>Whether a load's place depends on nothing but the loop's variable, and all threads read it from shared memory.</summary>
    private bool IsAhead(Op loop, Op load)
    {
        if (load.Code != OpCode.Load || Builder.Number(load.Arguments[0]) != 0 || !load.Arguments.All(a => IsPlace(loop, a)))
            return false;
        Value value = load.Result;
        string element = ElementOf(load);
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
