using Fla.Generators.Diagnostics;
using Fla.Generators.Ir;
using Fla.Generators.Model;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Specialise;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cuda;

/// <summary>The body of one CUDA variant: walks the program and writes a pass for each tile that is kept.</summary>
internal sealed partial class CudaEmitter
{
    private readonly TemplateModel template;
    private readonly Variant variant;
    private readonly CudaPlan plan;
    private readonly SharedMemory memory;
    private readonly CudaNames names = new();
    private readonly CodeWriter body = new(indent: 3);
    private readonly string suffix;

    /// <summary>Whether products take tf32 operands: then these are the fp32 numbers that everybody reads.</summary>
    private readonly bool isWide;
    private CodeWriter pass = new(indent: 3);

    private readonly Half half;

    private CudaEmitter(TemplateModel template, Variant variant, CudaPlan plan, SharedMemory memory, Half half)
    {
        (this.template, this.variant, this.plan, this.memory, this.half) = (template, variant, plan, memory, half);
        isWide = plan.IsWide;
        suffix = Suffix(isWide ? "float" : variant.Element);
        memory.Enter(half == Half.Ahead ? 2 : 1);
    }

    /// <summary>Whose work is written.</summary>
    private enum Half
    {
        /// <summary>All threads do it.</summary>
        Whole,

        /// <summary>The warps that carry what a loop carries.</summary>
        Main,

        /// <summary>The warps that prepare the next iteration.</summary>
        Ahead,
    }

    private Distribution Spread => plan.Distribution;

    /// <summary>The kernel's body, that of the warps that prepare (null when there are none), the bytes of shared memory that it needs, and those of each group that prepares.</summary>
    public static (string Body, string? Ahead, int SharedBytes, int GroupBytes) Emit(TemplateModel template, Variant variant, CudaPlan plan)
    {
        List<(Pipeline? Pipeline, SharedMemory Memory)> forms = [];
        for (Pipeline? pipeline = plan.Pipeline; pipeline is not null; pipeline = pipeline.Smaller())
            forms.Add((pipeline, Place(pipeline, SharedMemory.MostSlots)));
        for (int slots = SharedMemory.MostSlots; slots >= 2; slots--)
            forms.Add((null, Place(null, slots)));
        (Pipeline? chosen, SharedMemory memory) = Choose(forms);
        plan.Use(chosen);
        (string body, string? ahead) = Both(memory);
        memory.CheckPlaces();
        return (body, ahead, memory.Bytes, memory.GroupBytes);

        SharedMemory Place(Pipeline? pipeline, int slots)
        {
            SharedMemory memory = new(plan.Distribution.Warps, pipeline, slots);
            plan.Use(pipeline);
            Both(memory);
            memory.Place();
            return memory;
        }

        (string, string?) Both(SharedMemory memory) => plan.Pipeline is null
            ? (One(memory, Half.Whole), null)
            : One(memory, Half.Ahead) is var first ? (One(memory, Half.Main), first) : default;

        string One(SharedMemory memory, Half half)
        {
            CudaEmitter emitter = new(template, variant, plan, memory, half);
            emitter.Region(plan.Program.Body);
            return emitter.prologue.ToString() + emitter.body;
        }
    }

    /// <summary>The first form that there is room for: of short steps first one that every GPU has room for.</summary>
    private static (Pipeline?, SharedMemory) Choose(List<(Pipeline? Pipeline, SharedMemory Memory)> forms)
    {
        foreach ((Pipeline? pipeline, SharedMemory memory) in forms.Where(static f => f.Pipeline is { IsShort: true }))
        {
            if (memory.Bytes <= Limits.SmallSharedBytes)
                return (pipeline, memory);
        }

        foreach ((Pipeline? pipeline, SharedMemory memory) in forms)
        {
            if (memory.Bytes <= Limits.CudaSharedBytes)
                return (pipeline, memory);
        }

        return forms[forms.Count - 1];
    }

    /// <summary>Whether products take a tensor's elements as they are loaded.</summary>
    public static bool IsOperand(TemplateModel template, Variant variant, int parameter) =>
        template.Parameters[parameter].Element is { } element
        && (element == template.ElementParameter ? variant.Element : element) is { } type
        && (variant.Element == "float" ? type == "float" : type is "Half" or "BFloat16");

    private static CompileException NotRepresentable(Op op, string what, string remedy) => new(Descriptors.UnsupportedConstruct, op.Source, what, remedy);

    private void Region(Region region)
    {
        foreach (Op op in region.Ops.Where(o => plan.Uses.IsNeeded(o) && IsMine(o, region)))
            Op(op);
    }

    /// <summary>Scalars belong to both halves; outside of the loop there is no other work for those who prepare.</summary>
    private bool IsMine(Op op, Region region)
    {
        if (half == Half.Whole || op == plan.Pipeline!.Loop)
            return true;
        bool inLoop = region == plan.Pipeline.Loop.Regions[0];
        if (op.Results.Count > 0 && op.Results.All(r => Spread.Of(r) == Residence.Uniform))
            return half == Half.Main || op.Code != OpCode.Reduce || !inLoop || plan.Pipeline.Ahead.Contains(op);
        if (inLoop)
            return (half == Half.Ahead) == plan.Pipeline.Ahead.Contains(op);
        return half == Half.Main || region != plan.Program.Body;
    }

    private void Op(Op op)
    {
        switch (op.Code)
        {
            case OpCode.Constant or OpCode.Transpose or OpCode.Slice or OpCode.Splat or OpCode.RowIndex or OpCode.ColumnIndex:
                break;
            case OpCode.For:
                Loop(op);
                break;
            case OpCode.If:
                Branch(op);
                break;
            case OpCode.Store:
                Store(op);
                break;
            case OpCode.Load:
                Load(op);
                break;
            default:
                Compute(op);
                break;
        }
    }

    private void Compute(Op op)
    {
        switch (Spread.Of(op.Result))
        {
            case Residence.Uniform:
                Uniform(op);
                break;
            case Residence.Fragment when plan.IsKept(op.Result):
                Fragment(op);
                break;
            case Residence.Shared when plan.IsKept(op.Result) && !IsFused(op.Result):
                Shared(op);
                break;
        }
    }

    private void Uniform(Op op)
    {
        string expression = UniformEmitter.Expression(op, template, names.Of) ?? op.Code switch
        {
            OpCode.ReadElement => ReadElement(op),
            OpCode.Element => SharedAt(op.Arguments[0], Index(op.Arguments[1]), Index(op.Arguments[2])),
            OpCode.Reduce => ReduceToOne(op),
            _ => throw NotRepresentable(op, $"A 1×1 tile of {op.Code} on a GPU", "reduce or load it"),
        };
        pass.Line($"{UniformEmitter.TypeName(op.Result)} {names.Define(op.Result, "s")} = {expression};{Comment(op.Result)}");
        EndPass();
    }

    private static string Comment(Value value) => value.Name is null ? "" : $" // {value.Name}";

    private string Index(Value scalar) => names.Of(scalar);

    /// <summary>Appends what was written since the last pass, behind a barrier if it must be.</summary>
    private void EndPass()
    {
        switch (memory.EndPass())
        {
            case Separation.Block:
                Barrier();
                break;
            case Separation.Warp:
                body.Line("L.WarpBarrier();");
                break;
        }

        body.Add(pass);
        pass = new CodeWriter(body.Indent);
    }

    private void Barrier()
    {
        if (memory.IsLoading)
            body.Line("L.Arrived();");
        memory.IsLoading = false;
        body.Line(half switch
        {
            Half.Whole => "global::ILGPU.Group.Barrier();",
            _ when Warps == 1 => "L.WarpBarrier();",
            Half.Main => $"L.Meet({MainBarrier}, {Threads});",
            _ => $"L.Meet({GroupBarrier}, {Threads});",
        });
    }

    private void Loop(Op op)
    {
        if (op == plan.Pipeline?.Loop)
        {
            if (half == Half.Ahead)
                PrepareLoop(op);
            else
                MainLoop(op);
            return;
        }

        // What is on its way for a loop around this one arrives there.
        List<(Image, string)> keptOutside = [.. kept];
        (Op?, Action)? midwayOutside = midway;
        kept.Clear();
        midway = null;
        WholeLoop(op);
        kept.AddRange(keptOutside);
        midway = midwayOutside;
    }

    private void WholeLoop(Op op)
    {
        Region region = op.Regions[0];
        List<int> carried = Enumerable.Range(0, op.Results.Count).Where(i => plan.Uses.IsNeeded(op.Results[i])).ToList();
        foreach (int i in carried)
            Carry(op.Arguments[i + 3], region.Arguments[i + 1], op.Results[i]);
        string start = names.Of(op.Arguments[0]), limit = names.Of(op.Arguments[1]), step = names.Of(op.Arguments[2]);
        string variable = names.Define(region.Arguments[0], "s");
        string comparison = op.Attribute switch { "Less" => "<", "LessOrEqual" => "<=", "Greater" => ">", _ => ">=" };
        Ring? ring = Prefetch(op, variable, start);
        Held? own = Hold(op);
        Flush();
        int first = memory.EnterLoop();
        body.Open($"for ({UniformEmitter.TypeName(region.Arguments[0])} {variable} = {start}; {variable} {comparison} {limit}; {variable} += {step}){Comment(region.Arguments[0])}");
        pass = new CodeWriter(body.Indent);
        if (ring is not null)
            Next(op, ring, variable, step);
        Region(region);
        Midway(null);
        List<(string Target, string Source)> assignments = [];
        foreach (int i in carried)
            Assign(region.Arguments[i + 1], region.Yields[i], assignments);
        Simultaneously(assignments);
        if (ring is null)
        {
            Flush();
        }
        else
        {
            // The barrier in front of the next iteration serves this one's end too.
            EndPass();
            Keep(Loading(ring));
            Advance(ring.Current, ring.Current, 1, ring.Bytes, ring.Slots);
        }

        body.Close();
        pass = new CodeWriter(body.Indent);
        memory.LeaveLoop(first);
        if (own is not null)
            Release(own);
        if (ring is null)
            return;
        // What was on its way for iterations that there are not.
        body.Line("L.Arrived();");
        memory.EndRing(ring);
    }

    /// <summary>What was touched before must be settled: the next pass may be any iteration's first.</summary>
    private void Flush()
    {
        EndPass();
        if (!memory.IsDirty)
            return;
        Barrier();
        memory.Synchronized();
    }

    private void Branch(Op op)
    {
        List<int> carried = Enumerable.Range(0, op.Results.Count).Where(i => plan.Uses.IsNeeded(op.Results[i])).ToList();
        foreach (int i in carried)
        {
            Value result = op.Results[i];
            if (Spread.Of(result) != Residence.Shared)
                Declare(result);
            else if (op.Regions.Select(r => r.Yields[i]).FirstOrDefault(y => IsFree(y, op)) is { } source)
                Share(result, source);
            else
                Images(result);
        }

        string condition = names.Of(op.Arguments[0]);
        Flush();
        int first = memory.EnterLoop();
        body.Open($"if ({condition})");
        Arm(op.Regions[0]);
        body.Close();
        if (op.Regions[1].Ops.Any(plan.Uses.IsNeeded) || carried.Count > 0)
        {
            body.Open("else");
            Arm(op.Regions[1]);
            body.Close();
        }

        pass = new CodeWriter(body.Indent);
        memory.LeaveLoop(first);

        void Arm(Region region)
        {
            pass = new CodeWriter(body.Indent);
            Region(region);
            List<(string, string)> assignments = [];
            foreach (int i in carried)
                Assign(op.Results[i], region.Yields[i], assignments);
            Simultaneously(assignments);
            Flush();
        }
    }

    /// <summary>One place for both, also where the source is made later than this.</summary>
    private void Share(Value result, Value source)
    {
        Images(source);
        memory.Alias(result, source);
    }

    /// <summary>Loaded before a branch or in it and read by nobody after it: its memory can hold the result.</summary>
    private bool IsFree(Value value, Op branch) =>
        plan.IsKept(value)
        && Spread.Of(value) == Residence.Shared
        && value.Definition?.Code == OpCode.Load
        && plan.Uses.Of(value).All(u => branch.Regions.Any(r => Holds(r, u)));

    private static bool Holds(Region region, Use use) =>
        use.Region == region || region.Ops.SelectMany(static o => o.Regions).Any(inner => Holds(inner, use));

    /// <summary>A variable of a loop: its first value under its own name.</summary>
    private void Carry(Value initial, Value argument, Value result)
    {
        if (Spread.Of(argument) == Residence.Shared)
        {
            Images(argument);
            memory.Alias(result, argument);
            Copy(argument, initial);
            return;
        }

        Declare(argument);
        names.Alias(result, names.Of(argument));
        List<(string, string)> assignments = [];
        Assign(argument, initial, assignments);
        Simultaneously(assignments);
    }

    private void Declare(Value value)
    {
        string name = names.Define(value, Spread.Of(value) == Residence.Uniform ? "s" : "f");
        if (Spread.Of(value) == Residence.Uniform)
        {
            body.Line($"{UniformEmitter.TypeName(value)} {name} = default;{Comment(value)}");
            return;
        }

        foreach (string part in Parts(value, name))
            body.Line($"{(IsVector(value) ? "F2" : "F4")} {part} = default;{Comment(value)}");
    }

    private void Assign(Value target, Value source, List<(string, string)> assignments)
    {
        switch (Spread.Of(target))
        {
            case Residence.Uniform:
                assignments.Add((names.Of(target), names.Of(source)));
                break;
            case Residence.Fragment when plan.IsKept(source) && !IsImage(source) && source.Definition?.Code is not (OpCode.Transpose or OpCode.Slice):
                assignments.AddRange(Parts(target, names.Of(target)).Zip(Parts(source, names.Of(source)), static (t, s) => (t, s)));
                break;
            case Residence.Fragment:
                Fill(target, source);
                break;
            default:
                Copy(target, source);
                break;
        }
    }

    /// <summary>Carried values change together.</summary>
    private void Simultaneously(List<(string Target, string Source)> pairs)
    {
        pairs.RemoveAll(static p => p.Target == p.Source);
        HashSet<string> targets = [.. pairs.Select(static p => p.Target)];
        foreach ((string target, string source) in pairs.ToList())
        {
            if (!targets.Contains(source))
                continue;
            string held = names.Fresh("h");
            pass.Line($"var {held} = {source};");
            pairs[pairs.IndexOf((target, source))] = (target, held);
        }

        foreach ((string target, string source) in pairs)
            pass.Line($"{target} = {source};");
        EndPass();
    }
}
