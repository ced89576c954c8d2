using Fla.Generators.Ir;

namespace Fla.Generators.Plan;

/// <summary>Where a tile value lives.</summary>
internal enum Storage
{
    /// <summary>Nowhere: recomputed inside the passes that use it.</summary>
    Inline,

    /// <summary>A scalar local.</summary>
    Local,

    /// <summary>Scratch memory.</summary>
    Buffer,

    /// <summary>Another value's scratch memory, seen transposed or from an offset.</summary>
    View,
}

/// <summary>Decides where each tile lives: what must be in memory, and what is worth it.</summary>
internal sealed class StoragePlan
{
    /// <summary>Vector instructions that recomputing may cost before a store and a load are cheaper.</summary>
    private const int RecomputeLimit = 3;

    private readonly Uses uses;
    private readonly Dictionary<Value, Storage> storage = [];
    private readonly Dictionary<Value, Op> anchors = [];
    private readonly Dictionary<Value, Value> epilogues = [];
    private readonly Dictionary<Value, Value> fused = [];
    private readonly List<Value> chosen = [];
    private readonly Dictionary<Op, int> order = [];

    public StoragePlan(TileProgram program, Uses uses)
    {
        this.uses = uses;
        List<Op> ops = [];
        Flatten(program.Body, ops);
        for (int i = 0; i < ops.Count; i++)
            order[ops[i]] = i;
        foreach (Op op in ops)
            Initial(op);
        for (int i = ops.Count - 1; i >= 0; i--)
        {
            if (ops[i].Results.Count == 1 && IsElementwise(ops[i]) && Of(ops[i].Result) == Storage.Inline)
                Decide(ops[i].Result);
        }

        // What looked expensive may be cheap now that its parts are stored.
        foreach (Value value in chosen.AsEnumerable().Reverse())
        {
            storage[value] = Storage.Inline;
            if (Cost(value) > RecomputeLimit)
                storage[value] = Storage.Buffer;
        }

        foreach (Op op in ops.Where(static o => o.Code == OpCode.Dot))
            Fuse(op.Result);
    }

    public Storage Of(Value value) => storage.TryGetValue(value, out Storage kind) ? kind : Storage.Inline;

    /// <summary>The value that a product's registers become before they are stored: the product itself, or an expression of it.</summary>
    public Value EpilogueOf(Value dot) => epilogues.TryGetValue(dot, out Value? end) ? end : dot;

    /// <summary>The product whose epilogue computes this value, if one does.</summary>
    public Value? ProductOf(Value value) => fused.TryGetValue(value, out Value? dot) ? dot : null;

    /// <summary>Takes the expression out of a product's registers: the product is stored, and the expression gets a pass of its own.</summary>
    public void Unfuse(Value dot)
    {
        fused.Remove(EpilogueOf(dot));
        epilogues.Remove(dot);
        storage[dot] = Storage.Buffer;
    }

    public static bool IsElementwise(Op op) => op.Code is OpCode.Splat or OpCode.RowIndex or OpCode.ColumnIndex or OpCode.Unary or OpCode.Binary or OpCode.Where or OpCode.Round;

    /// <summary>True for a transposed matrix, which only a product's left operand can read in place.</summary>
    public static bool IsMatrixTranspose(Value value) => value.Definition is { Code: OpCode.Transpose } && value.Tile.IsMatrix;

    private void Flatten(Region region, List<Op> ops)
    {
        foreach (Value argument in region.Arguments.Where(static a => a.IsTile))
            storage[argument] = argument.Tile.IsScalar ? Storage.Local : Storage.Buffer;
        foreach (Op op in region.Ops.Where(uses.IsNeeded))
        {
            foreach (Region inner in op.Regions)
                Flatten(inner, ops);
            ops.Add(op);
        }
    }

    private void Initial(Op op)
    {
        foreach (Value result in op.Results.Where(static r => r.IsTile))
        {
            if (result.Tile.IsScalar)
                storage[result] = Storage.Local;
            else if (result.Tile.IsMask)
                storage[result] = Storage.Inline;
            else if (op.Code is OpCode.Transpose)
                storage[result] = result.Tile.IsMatrix && uses.Of(result).Any(u => !IsLeftOperand(u, result)) ? Storage.Buffer : Storage.View;
            else if (op.Code is OpCode.Slice)
                storage[result] = NeedsGather(op) || uses.Of(result).Any(static u => IsStructural(u)) ? Storage.Buffer : Storage.View;
            else if (IsElementwise(op))
                storage[result] = MustStore(result, op) ? Storage.Buffer : Storage.Inline;
            else
                storage[result] = Storage.Buffer;
        }

        // A relabelled vector that a loop or branch carries needs memory of its own.
        if (op.Code is OpCode.Transpose && !op.Result.Tile.IsMatrix && uses.Of(op.Result).Any(static u => IsStructural(u)))
            storage[op.Result] = Storage.Buffer;
    }

    /// <summary>A column of a matrix is not contiguous.</summary>
    private static bool NeedsGather(Op slice) => slice.Result.Tile.Columns == 1 && slice.Arguments[0].Tile.Columns > 1;

    private static bool IsStructural(Use use) => use.IsYield || use.User.Code is OpCode.For or OpCode.If;

    private static bool IsLeftOperand(Use use, Value value) =>
        !use.IsYield && use.User.Code == OpCode.Dot && use.User.Arguments[0] == value && use.User.Arguments[1] != value;

    private bool MustStore(Value value, Op definition) => uses.Of(value).Any(use =>
        IsStructural(use)
        || use.User.Code is OpCode.Transpose or OpCode.Slice or OpCode.Element or OpCode.Dot or OpCode.Solve
        || (use.Region != uses.Home(value) && !IsIndexOnly(definition)));

    /// <summary>Made of indexes and scalars alone: free to recompute anywhere.</summary>
    private static bool IsIndexOnly(Op op) =>
        op.Code is OpCode.Splat or OpCode.RowIndex or OpCode.ColumnIndex
        || (op.Code is OpCode.Binary or OpCode.Where && op.Arguments.All(static a => a.Definition is { } d && (IsIndexOnly(d) || a.Tile.IsScalar)));

    /// <summary>Stores an elementwise value that several passes would have to recompute.</summary>
    private void Decide(Value value)
    {
        HashSet<Op> consumers = [];
        foreach (Use use in uses.Of(value))
            consumers.Add(anchors.TryGetValue(Tail(use), out Op? anchor) ? anchor : use.User);
        // A vector that broadcasts over a matrix would be recomputed for every row.
        bool stretches = uses.Of(value).Any(use => use.User.Results is [{ Type: TileType user }] && user.Count > value.Tile.Count);
        if ((consumers.Count > 1 || stretches) && !value.Tile.IsMask && Cost(value) > RecomputeLimit)
        {
            storage[value] = Storage.Buffer;
            chosen.Add(value);
            return;
        }

        if (consumers.Count == 1)
            anchors[value] = consumers.First();
    }

    private static Value Tail(Use use) => use.User.Results.Count == 1 ? use.User.Result : use.User.Arguments[0];

    /// <summary>Vector instructions to compute a value from memory.</summary>
    public int Cost(Value value)
    {
        if (value.Definition is not { } op || Of(value) != Storage.Inline)
            return 1;
        int own = op.Code switch
        {
            OpCode.Dot => 1000,
            OpCode.Splat or OpCode.RowIndex or OpCode.ColumnIndex => 0,
            OpCode.Unary => op.Attribute switch { "Exp" => 16, "Log" => 20, "Sigmoid" => 24, "Tanh" => 26, "Sqrt" or "Rsqrt" => 10, _ => 1 },
            OpCode.Binary when op.Attribute == "Divide" => 8,
            OpCode.Round => 8,
            _ => 1,
        };
        return Math.Min(100_000, own + op.Arguments.Sum(a => a.Type is TileType ? Cost(a) : 0));
    }

    /// <summary>Lets a product compute, in its registers, the expression that alone uses it.</summary>
    private void Fuse(Value dot)
    {
        Value end = dot;
        while (uses.Of(end) is [{ IsYield: false } use]
            && IsElementwise(use.User)
            && use.Region == uses.Home(dot)
            && use.User.Result.Type.Equals(dot.Type)
            && use.User.Arguments.Count(a => a == end) == 1)
        {
            end = use.User.Result;
            if (Of(end) == Storage.Buffer)
                break;
        }

        if (end == dot || fused.ContainsKey(end) && order[fused[end].Definition!] > order[dot.Definition!])
            return;
        // The last product of an expression gets it; the others are stored.
        if (fused.TryGetValue(end, out Value? earlier))
            epilogues.Remove(earlier);
        storage[end] = Storage.Buffer;
        storage[dot] = Storage.Inline;
        if (earlier is not null)
            storage[earlier] = Storage.Buffer;
        epilogues[dot] = end;
        fused[end] = dot;
    }
}
