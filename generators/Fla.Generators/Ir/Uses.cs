namespace Fla.Generators.Ir;

/// <summary>One use of a value: by an operation, or as what a region yields.</summary>
internal readonly record struct Use(Op User, Region Region, bool IsYield);

/// <summary>Which operations of a program matter, and who uses what.</summary>
internal sealed class Uses
{
    private readonly HashSet<Value> needed = [];
    private readonly HashSet<Op> effects = [];
    private readonly Dictionary<Value, List<Use>> uses = [];
    private readonly Dictionary<Value, (Op Op, int Index)> carried = [];
    private readonly Dictionary<Op, Region> homes = [];
    private readonly Dictionary<Value, Region> argumentHomes = [];

    public Uses(TileProgram program)
    {
        Index(program.Body, null);
        FindEffects(program.Body);
        CollectUses(program.Body);
    }

    public bool IsNeeded(Value value) => needed.Contains(value);

    public bool IsNeeded(Op op) => effects.Contains(op) || op.Results.Any(IsNeeded);

    public IReadOnlyList<Use> Of(Value value) => uses.TryGetValue(value, out List<Use>? list) ? list : [];

    /// <summary>The region in which a value is defined.</summary>
    public Region Home(Value value) => value.Definition is { } op ? homes[op] : argumentHomes[value];

    private void Index(Region region, Op? owner)
    {
        for (int i = 0; i < region.Arguments.Count; i++)
        {
            argumentHomes[region.Arguments[i]] = region;
            if (owner is { Code: OpCode.For } && i > 0)
                carried[region.Arguments[i]] = (owner, i - 1);
        }

        foreach (Op op in region.Ops)
        {
            homes[op] = region;
            foreach (Region inner in op.Regions)
                Index(inner, op);
        }
    }

    /// <summary>Marks stores, and everything around and behind them.</summary>
    private bool FindEffects(Region region)
    {
        bool any = false;
        foreach (Op op in region.Ops)
        {
            bool inside = op.Code == OpCode.Store;
            foreach (Region inner in op.Regions)
                inside |= FindEffects(inner);
            if (!inside)
                continue;
            any = true;
            effects.Add(op);
            int fixedArguments = op.Code == OpCode.For ? 3 : op.Arguments.Count;
            foreach (Value argument in op.Arguments.Take(fixedArguments))
                Need(argument);
        }

        return any;
    }

    private void Need(Value value)
    {
        if (!needed.Add(value))
            return;
        if (carried.TryGetValue(value, out (Op Op, int Index) phi))
        {
            NeedCarried(phi.Op, phi.Index);
            return;
        }

        if (value.Definition is not { } op)
            return;
        switch (op.Code)
        {
            case OpCode.For:
                NeedCarried(op, op.Results.ToList().IndexOf(value));
                break;
            case OpCode.If:
                int index = op.Results.ToList().IndexOf(value);
                Need(op.Arguments[0]);
                foreach (Region region in op.Regions)
                    Need(region.Yields[index]);
                break;
            default:
                foreach (Value argument in op.Arguments)
                    Need(argument);
                break;
        }
    }

    private void NeedCarried(Op loop, int index)
    {
        foreach (Value bound in loop.Arguments.Take(3))
            Need(bound);
        Need(loop.Arguments[3 + index]);
        needed.Add(loop.Results[index]);
        Value argument = loop.Regions[0].Arguments[1 + index];
        needed.Add(argument);
        Need(loop.Regions[0].Yields[index]);
    }

    private void CollectUses(Region region)
    {
        foreach (Op op in region.Ops.Where(IsNeeded))
        {
            for (int i = 0; i < op.Arguments.Count; i++)
            {
                if (op.Code != OpCode.For || i < 3 || IsNeeded(op.Results[i - 3]))
                    Add(op.Arguments[i], new Use(op, region, false));
            }

            foreach (Region inner in op.Regions)
            {
                CollectUses(inner);
                for (int i = 0; i < inner.Yields.Count; i++)
                {
                    if (IsNeeded(op.Results[i]))
                        Add(inner.Yields[i], new Use(op, inner, true));
                }
            }
        }
    }

    private void Add(Value value, Use use)
    {
        if (!uses.TryGetValue(value, out List<Use>? list))
            uses[value] = list = [];
        list.Add(use);
    }
}
