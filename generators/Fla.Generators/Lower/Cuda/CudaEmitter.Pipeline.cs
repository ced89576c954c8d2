using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;

namespace Fla.Generators.Lower.Cuda;

/// <summary>The two halves of a pipelined loop. Both pass one barrier of the block an iteration: behind it, an iteration is prepared, and the one before it is done.</summary>
internal sealed partial class CudaEmitter
{
    private const string BlockBarrier = "global::ILGPU.Group.Barrier();";
    private const int Slots = 3;

    private void PrepareLoop(Op op)
    {
        Region region = op.Regions[0];
        string start = names.Of(op.Arguments[0]), limit = names.Of(op.Arguments[1]), step = names.Of(op.Arguments[2]);
        string variable = names.Define(region.Arguments[0], "s");
        List<Op> loads = [.. region.Ops.Where(o => plan.Uses.IsNeeded(o) && IsAhead(op, o))];
        Ring ring = memory.Ring(op, "slot", Slots);
        body.Line("uint slot = 0, load = 0, exchange = 0;");
        Start(op, ring, loads, start);
        body.Line("L.Commit();");
        int first = memory.EnterLoop();
        body.Open($"for ({UniformEmitter.TypeName(region.Arguments[0])} {variable} = {start}; {variable} {(op.Attribute == "Less" ? "<" : "<=")} {limit}; {variable} += {step}){Comment(region.Arguments[0])}");
        pass = new Support.CodeWriter(body.Indent);
        body.Line($"load = slot == {(Slots - 1) * ring.Bytes}u ? 0u : slot + {ring.Bytes}u;");
        Load(op, loads, $"({variable} + {step})", "sb + load", first: false);
        body.Line("L.Commit();");
        body.Line("L.ArrivedButOne();");
        Barrier();
        memory.Synchronized();
        RoundOperands(loads);
        Region(region);
        EndPass();
        Keep("sb + load");
        body.Line(BlockBarrier);
        memory.Synchronized();
        body.Line("slot = load;");
        body.Line($"exchange = {memory.ExchangeBytes}u - exchange;");
        body.Close();
        pass = new Support.CodeWriter(body.Indent);
        memory.LeaveLoop(first);
        memory.EndRing(ring);
    }

    private void MainLoop(Op op)
    {
        Region region = op.Regions[0];
        List<int> carried = [.. Enumerable.Range(0, op.Results.Count).Where(i => plan.Uses.IsNeeded(op.Results[i]))];
        foreach (int i in carried)
            Carry(op.Arguments[i + 3], region.Arguments[i + 1], op.Results[i]);
        string start = names.Of(op.Arguments[0]), limit = names.Of(op.Arguments[1]), step = names.Of(op.Arguments[2]);
        string variable = names.Define(region.Arguments[0], "s");
        Ring ring = memory.Ring(op, "slot", Slots);
        body.Line("uint slot = 0, exchange = 0;");
        Flush();
        int first = memory.EnterLoop();
        body.Open($"for ({UniformEmitter.TypeName(region.Arguments[0])} {variable} = {start}; {variable} {(op.Attribute == "Less" ? "<" : "<=")} {limit}; {variable} += {step}){Comment(region.Arguments[0])}");
        pass = new Support.CodeWriter(body.Indent);
        body.Line(BlockBarrier);
        memory.Synchronized();
        Region(region);
        List<(string Target, string Source)> assignments = [];
        foreach (int i in carried)
            Assign(region.Arguments[i + 1], region.Yields[i], assignments);
        Simultaneously(assignments);
        EndPass();
        body.Line($"slot = slot == {(Slots - 1) * ring.Bytes}u ? 0u : slot + {ring.Bytes}u;");
        body.Line($"exchange = {memory.ExchangeBytes}u - exchange;");
        body.Close();
        pass = new Support.CodeWriter(body.Indent);
        memory.LeaveLoop(first);
    }
}
