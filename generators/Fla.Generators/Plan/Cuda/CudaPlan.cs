using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>A specialised program for a GPU: which axis is distributed, and which tiles are kept rather than computed where they are read.</summary>
internal sealed class CudaPlan
{
    private readonly HashSet<Value> kept = [];
    private readonly HashSet<Value> operands = [];
    private readonly HashSet<Value> numbers = [];

    private CudaPlan(TileProgram program, Uses uses, AxisClasses classes, Distribution distribution, HashSet<int> operandParameters, bool isWide)
    {
        (Program, Uses, Distribution, IsWide) = (program, uses, distribution, isWide);
        Pipeline = Pipeline.Find(program, uses, distribution, CarriedNumbers, IsStaged(operandParameters, isWide));
        if (Pipeline is null)
        {
            distribution.Widen();
            if (WarpGrid.Find(this, classes, operandParameters) is { } grid)
                distribution.Split(grid.Axis, grid.Extent, grid.Across);
        }

        foreach (Value tile in classes.Tiles.Where(static t => !t.Tile.IsScalar && !t.Tile.IsMask))
            Decide(tile);
    }

    /// <summary>Whether products take tf32 operands.</summary>
    public bool IsWide { get; }

    public TileProgram Program { get; }

    public Uses Uses { get; }

    public Distribution Distribution { get; }

    /// <summary>Null when all warps do the same.</summary>
    public Pipeline? Pipeline { get; private set; }

    /// <summary>Takes another pipeline, or none.</summary>
    public void Use(Pipeline? pipeline) => Pipeline = pipeline;

    /// <param name="program">The specialised program; it is changed.</param>
    /// <param name="operandParameters">Tensors whose elements products take as they are.</param>
    /// <param name="isWide">Whether products take tf32 operands.</param>
    public static CudaPlan Make(TileProgram program, HashSet<int> operandParameters, bool isWide)
    {
        program = ScaleRewriter.Rewrite(ProductRewriter.Rewrite(SegmentRewriter.Rewrite(SliceRewriter.Rewrite(program))), operandParameters);
        Uses uses = new(program);
        AxisClasses classes = new(program, uses);
        Distribution distribution = Distribution.Choose(classes);
        Schedule.Apply(program, uses, distribution, IsStaged(operandParameters, isWide));
        return new CudaPlan(program, uses, classes, distribution, operandParameters, isWide);
    }

    /// <summary>Whether a matrix comes to shared memory from a tensor: fp32 numbers beside 16-bit operands come to registers.</summary>
    private static Func<Op, bool> IsStaged(HashSet<int> operandParameters, bool isWide) => load => isWide || operandParameters.Contains(load.Slice!.Parameter);

    /// <summary>Whether a tile has registers or shared memory of its own.</summary>
    public bool IsKept(Value value) => kept.Contains(value);

    /// <summary>Whether a tile in shared memory is an operand of a product.</summary>
    public bool IsOperand(Value value) => operands.Contains(value);

    /// <summary>Whether a tile in shared memory is read as numbers: fp32, unless it was loaded as 16-bit.</summary>
    public bool IsNumber(Value value) => numbers.Contains(value);

    /// <summary>Numbers that each thread carries from one iteration to the next, in the loop that carries most.</summary>
    public int CarriedNumbers => Loops(Program.Body)
        .Select(loop => (int)loop.Results.Where(r => Uses.IsNeeded(r) && Distribution.Of(r) == Residence.Fragment).Sum(static r => r.Tile.Count) / Distribution.Threads)
        .DefaultIfEmpty(0).Max();

    /// <summary>Whether tensor cores multiply in it.</summary>
    public bool HasProducts => Products(Program.Body);

    private static bool Products(Region region) =>
        region.Ops.Any(static o => o.Code == OpCode.Dot && o.Result.Tile.Rows >= Distribution.TileRows && o.Arguments[0].Tile.Columns >= 8 || o.Regions.Any(Products));

    private static IEnumerable<Op> Loops(Region region) => region.Ops.SelectMany(static o => o.Regions.SelectMany(Loops).Concat(o.Code == OpCode.For ? [o] : []));

    /// <summary>Whether a tile is made in the body of a loop.</summary>
    public bool IsInLoop(Value value) => Program.Body.Ops.Any(o => Repeats(o, Uses.Home(value)));

    private static bool Repeats(Op op, Region home) =>
        op.Regions.Any(r => op.Code == OpCode.For && r == home || r.Ops.Any(inner => Repeats(inner, home)));

    /// <summary>The product that adds to another value in the same accumulators: its result is nowhere.</summary>
    public Value? AccumulatedDot(Value sum) =>
        sum.Definition is { Code: OpCode.Binary, Attribute: "Add" } op && sum.IsTile && Distribution.Of(sum) == Residence.Fragment
            ? op.Arguments.FirstOrDefault(IsAccumulated)
            : null;

    /// <summary>Whether a product has no registers of its own: a sum takes it.</summary>
    public bool IsAccumulated(Value dot) =>
        dot.Definition is { Code: OpCode.Dot }
        && Distribution.Of(dot) == Residence.Fragment
        && Uses.Of(dot) is [{ IsYield: false, User: { Code: OpCode.Binary, Attribute: "Add" } user } use]
        && use.Region == Uses.Home(dot)
        && user.Result.Type.Equals(dot.Type)
        && user.Arguments.Last(a => a.Definition is { Code: OpCode.Dot } && Uses.Of(a).Count == 1) == dot
        && user.Arguments[0] != user.Arguments[1];

    /// <summary>
    /// The loop whose iterations do nothing with a sum but add this product to it, and the sum: so the next iteration may as well add it. Null when
    /// something else reads it.
    /// </summary>
    public (Op Loop, Value Sum)? RunningSum(Value dot)
    {
        if (!IsAccumulated(dot) || Uses.Of(dot)[0].User.Result is not { } sum || Uses.Of(sum) is not [{ IsYield: true, User: { Code: OpCode.For } loop }])
            return null;
        Value before = sum.Definition!.Arguments.First(a => a != dot);
        int place = loop.Regions[0].Arguments.ToList().IndexOf(before) - 1;
        return place >= 0 && Uses.Of(before).Count == 1 && loop.Regions[0].Yields[place] == sum ? (loop, loop.Results[place]) : null;
    }

    /// <summary>The tile in whose memory a view lies.</summary>
    public static Value Base(Value value)
    {
        while (value.Definition is { Code: OpCode.Transpose or OpCode.Slice } op)
            value = op.Arguments[0];
        return value;
    }

    private void Decide(Value value)
    {
        if (value.Definition is { Code: OpCode.Transpose or OpCode.Slice })
        {
            foreach (Use use in Uses.Of(value))
                Use(Base(value), value, use);
            return;
        }

        if (AxisClasses.IsAgnostic(value))
            return;
        foreach (Use use in Uses.Of(value))
            Use(value, value, use);
        bool elementwise = value.Definition is { } op && StoragePlan.IsElementwise(op);
        if (!elementwise || MustKeep(value) && !IsTrivial(value))
            kept.Add(value);
    }

    private void Use(Value memory, Value seen, Use use)
    {
        if (!use.IsYield && use.User.Code == OpCode.Dot)
            operands.Add(memory);
        else if (!use.IsYield && use.User.Code is OpCode.Transpose or OpCode.Slice && use.User.Arguments[0] == seen)
            return;
        else
            numbers.Add(memory);
    }

    /// <summary>An elementwise tile is computed where it is read when only one place reads it.</summary>
    private bool MustKeep(Value value)
    {
        IReadOnlyList<Use> uses = Uses.Of(value);
        bool fragment = Distribution.Of(value) == Residence.Fragment;
        bool stretches = uses.Any(u => u.User.Results is [{ Type: TileType user }] && user.Count > value.Tile.Count);
        return uses.Count != 1
            || stretches && IsCostly(value)
            || uses.Any(u => u.IsYield && !IsPointwise(value, u)
                || u.Region != Uses.Home(value)
                || !u.IsYield && u.User.Code is (OpCode.For or OpCode.If or OpCode.Inverse or OpCode.Transpose or OpCode.Slice or OpCode.Element)
                || u.User.Code == OpCode.Dot && !fragment)
            || AccumulatedDot(value) is not null;
    }

    /// <summary>Whether a branch can compute what it yields straight into the result: each element from the same element of its operands.</summary>
    private bool IsPointwise(Value value, Use use) =>
        use.User.Code == OpCode.If
        && Distribution.Of(value) == Residence.Shared
        && value.Definition!.Arguments.All(a => !a.IsTile || !a.Tile.IsMatrix || a.Definition is not { Code: OpCode.Transpose or OpCode.Slice });

    /// <summary>One operation between a stored matrix and a vector: computing it again costs less than room for it.</summary>
    private bool IsTrivial(Value value) =>
        Distribution.Of(value) == Residence.Shared
        && value.Tile.IsMatrix
        && value.Definition is { Code: OpCode.Binary, Attribute: "Multiply" or "Add" or "Subtract" } op
        && op.Arguments.Count(static a => a.IsTile && a.Tile.IsMatrix) == 1
        && op.Arguments.All(a => !a.IsTile || a.Tile.IsScalar || AxisClasses.IsAgnostic(a) || a.Definition is { Code: not (OpCode.Transpose or OpCode.Slice) } source && (!StoragePlan.IsElementwise(source) || kept.Contains(a)))
        && Uses.Home(value) == Uses.Home(op.Arguments.First(static a => a.IsTile && a.Tile.IsMatrix))
        && !IsOperandOfProduct(value);

    private bool IsOperandOfProduct(Value value) => Uses.Of(value).Any(u =>
        u.IsYield || u.User.Code is OpCode.Dot or OpCode.Inverse or OpCode.CumSum or OpCode.For or OpCode.If
        || u.User.Code is OpCode.Transpose or OpCode.Slice && IsOperandOfProduct(u.User.Result));

    private static bool IsCostly(Value value) => value.Definition is { Code: OpCode.Unary or OpCode.Binary or OpCode.Where or OpCode.Round } && !AxisClasses.IsAgnostic(value);
}
