using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;

namespace Fla.Generators.Lower.Cuda;

/// <summary>
/// The two halves of a pipelined loop. A group that has prepared an iteration arrives at its barrier "full", where the main warps wait for it; they
/// then arrive at its barrier "empty": they are done with the iteration before, in whose place the group prepares its next one.
/// </summary>
internal sealed partial class CudaEmitter
{
    private const int MainBarrier = 1;
    private const string GroupBarrier = "2 + group", Full = "5", Empty = "8";

    private void PrepareLoop(Op op)
    {
        Pipeline pipeline = plan.Pipeline!;
        Region region = op.Regions[0];
        string start = names.Of(op.Arguments[0]), limit = names.Of(op.Arguments[1]), step = names.Of(op.Arguments[2]), type = UniformEmitter.TypeName(region.Arguments[0]);
        string variable = names.Define(region.Arguments[0], "s"), first = names.Fresh("s"), stride = names.Fresh("s");
        List<Op> all = [.. region.Ops.Where(o => plan.Uses.IsNeeded(o) && IsAhead(op, o))], loads = [.. all.Where(o => IsReadAhead(o.Result))], late = [.. all.Except(loads)];
        Ring ring = memory.Ring(op, "slot", pipeline.Slots);
        body.Line($"{type} {first} = {start} + ({type})group * {step}, {stride} = {pipeline.Groups} * {step};");
        body.Line($"uint slot = (uint)group * {ring.Bytes}u, load = 0, exchange = (uint)group * {memory.ExchangeBytes}u;");
        Start(op, ring, loads, first, stride);
        foreach (Op load in late)
            memory.Touch(memory.Add(load.Result, KindOf(load)), write: true);
        Load(op, late, first, "sb + exchange", first: true);
        body.Line("L.Commit();");
        int entered = memory.EnterLoop();
        body.Open($"for ({type} {variable} = {first}; {variable} {(op.Attribute == "Less" ? "<" : "<=")} {limit}; {variable} += {stride}){Comment(region.Arguments[0])}");
        pass = new Support.CodeWriter(body.Indent);
        body.Open($"if ({variable} != {first})");
        pass = new Support.CodeWriter(body.Indent);
        body.Line($"L.Meet({Empty} + group, {Spread.Threads + Threads});");
        // What only the main warps read arrives while the rest of its iteration is prepared: it needs no place before.
        Load(op, late, variable, "sb + exchange", first: false);
        body.Close();
        pass = new Support.CodeWriter(body.Indent);
        if (late.Count > 0)
            body.Line("L.Commit();");
        Advance("load", "slot", pipeline.Groups, ring.Bytes, pipeline.Slots);
        Load(op, loads, $"({variable} + {stride})", "sb + load", first: false);
        body.Line("L.Commit();");
        body.Line(late.Count > 0 ? "L.ArrivedButTwo();" : "L.ArrivedButOne();");
        Barrier();
        memory.Synchronized();
        RoundOperands(loads);
        Region(region);
        EndPass();
        Keep("sb + load");
        if (late.Count > 0)
            body.Line("L.ArrivedButOne();");
        body.Line($"L.Arrive({Full} + group, {Spread.Threads + Threads});");
        memory.Synchronized();
        body.Line("slot = load;");
        Advance("exchange", "exchange", pipeline.Groups, memory.ExchangeBytes, pipeline.Exchanges);
        body.Close();
        pass = new Support.CodeWriter(body.Indent);
        memory.LeaveLoop(entered);
        memory.EndRing(ring);
    }

    /// <summary>Whether those who prepare read a loaded tile, themselves or in what is computed where it is read.</summary>
    private bool IsReadAhead(Value value) => plan.Uses.Of(value).Any(u =>
        plan.Pipeline!.Loop.Regions[0].Ops.FirstOrDefault(o => o == u.User || o.Regions.Any(r => Holds(r, u))) is { } reader
        && plan.Pipeline.Ahead.Contains(reader)
        && (u.IsYield || reader != u.User || plan.IsKept(reader.Result) || !reader.Result.IsTile || reader.Result.Tile.IsScalar || IsReadAhead(reader.Result)));

    private void MainLoop(Op op)
    {
        Pipeline pipeline = plan.Pipeline!;
        Region region = op.Regions[0];
        List<int> carried = [.. Enumerable.Range(0, op.Results.Count).Where(i => plan.Uses.IsNeeded(op.Results[i]))];
        foreach (int i in carried)
            Carry(op.Arguments[i + 3], region.Arguments[i + 1], op.Results[i]);
        string start = names.Of(op.Arguments[0]), limit = names.Of(op.Arguments[1]), step = names.Of(op.Arguments[2]);
        string variable = names.Define(region.Arguments[0], "s"), comparison = op.Attribute == "Less" ? "<" : "<=";
        Ring ring = memory.Ring(op, "slot", pipeline.Slots);
        body.Line("uint slot = 0, exchange = 0;");
        body.Line("int group = 0;");
        Flush();
        int first = memory.EnterLoop();
        body.Open($"for ({UniformEmitter.TypeName(region.Arguments[0])} {variable} = {start}; {variable} {comparison} {limit}; {variable} += {step}){Comment(region.Arguments[0])}");
        pass = new Support.CodeWriter(body.Indent);
        int both = Spread.Threads + (pipeline.Warps * 32);
        body.Line($"L.Meet({Full} + group, {both});");
        body.Line($"if ({variable} + {pipeline.Groups} * {step} {comparison} {limit}) L.Arrive({Empty} + group, {both});");
        memory.Synchronized();
        Region(region);
        List<(string Target, string Source)> assignments = [];
        foreach (int i in carried)
            Assign(region.Arguments[i + 1], region.Yields[i], assignments);
        Simultaneously(assignments);
        EndPass();
        Advance("slot", "slot", 1, ring.Bytes, pipeline.Slots);
        Advance("exchange", "exchange", 1, memory.ExchangeBytes, pipeline.Exchanges);
        if (pipeline.Groups > 1)
            body.Line($"group = group == {pipeline.Groups - 1} ? 0 : group + 1;");
        body.Close();
        pass = new Support.CodeWriter(body.Indent);
        memory.LeaveLoop(first);
    }

    /// <summary>So many places on in a circle of them.</summary>
    private void Advance(string target, string from, int by, int bytes, int places) =>
        body.Line($"{target} = {from} >= {(places - by) * bytes}u ? {from} - {(places - by) * bytes}u : {from} + {by * bytes}u;");
}
