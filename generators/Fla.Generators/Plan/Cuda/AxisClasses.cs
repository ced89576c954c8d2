using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>
/// Which axes of tiles run along the same thing: tokens of a chunk, key channels, value columns. Tiles made of constants and indexes
/// alone belong to no axis: they are computed wherever they are read, and must not tie together axes that only have equal lengths.
/// </summary>
internal sealed class AxisClasses
{
    public const int None = -1;

    private readonly Uses uses;
    private readonly List<int> parents = [];
    private readonly Dictionary<(Value, int), int> nodes = [];
    private readonly List<Op> ops = [];
    private readonly List<Value> tiles = [];

    public AxisClasses(TileProgram program, Uses uses)
    {
        this.uses = uses;
        Visit(program.Body);
    }

    /// <summary>The needed operations in program order, inner ones before the loop or branch that holds them.</summary>
    public IReadOnlyList<Op> Ops => ops;

    /// <summary>Every tile that has axes.</summary>
    public IReadOnlyList<Value> Tiles => tiles;

    /// <summary>The class of an axis: 0 down the rows, 1 along the columns. None where the length is 1, or for tiles without axes.</summary>
    public int Of(Value value, int axis) => nodes.TryGetValue((value, axis), out int node) ? Root(node) : None;

    /// <summary>Made of indexes, constants and scalars alone.</summary>
    public static bool IsAgnostic(Value value) => value.Definition switch
    {
        null => false,
        { Code: OpCode.Splat or OpCode.RowIndex or OpCode.ColumnIndex } => true,
        { Code: OpCode.Unary or OpCode.Binary or OpCode.Where or OpCode.Round } op => op.Arguments.All(static a => !a.IsTile || a.Tile.IsScalar || IsAgnostic(a)),
        _ => false,
    };

    private void Visit(Region region)
    {
        foreach (Value argument in region.Arguments)
            Add(argument);
        foreach (Op op in region.Ops.Where(uses.IsNeeded))
        {
            foreach (Value result in op.Results.Where(uses.IsNeeded))
                Add(result);
            foreach (Region inner in op.Regions)
                Visit(inner);
            Unite(op);
            ops.Add(op);
        }
    }

    private void Add(Value value)
    {
        if (!value.IsTile || IsAgnostic(value) || nodes.ContainsKey((value, 0)))
            return;
        tiles.Add(value);
        if (value.Tile.Rows > 1)
            nodes[(value, 0)] = Node();
        if (value.Tile.Columns > 1)
            nodes[(value, 1)] = Node();
    }

    private int Node()
    {
        parents.Add(parents.Count);
        return parents.Count - 1;
    }

    private int Root(int node) => parents[node] == node ? node : parents[node] = Root(parents[node]);

    private void Unite(Op op)
    {
        switch (op.Code)
        {
            case OpCode.Unary or OpCode.Binary or OpCode.Where or OpCode.Round:
                foreach (Value argument in op.Arguments)
                    Same(argument, op.Result);
                break;
            case OpCode.Transpose:
                Same(op.Arguments[0], 0, op.Result, 1);
                Same(op.Arguments[0], 1, op.Result, 0);
                break;
            case OpCode.Slice:
                if (op.Result.Tile.Rows == op.Arguments[0].Tile.Rows)
                    Same(op.Arguments[0], 0, op.Result, 0);
                if (op.Result.Tile.Columns == op.Arguments[0].Tile.Columns)
                    Same(op.Arguments[0], 1, op.Result, 1);
                break;
            case OpCode.Reduce or OpCode.CumSum:
                foreach (Value argument in op.Arguments)
                    Same(argument, op.Result);
                break;
            case OpCode.Dot:
                Same(op.Arguments[0], 0, op.Result, 0);
                Same(op.Arguments[1], 1, op.Result, 1);
                Same(op.Arguments[0], 1, op.Arguments[1], 0);
                break;
            case OpCode.Solve:
                Same(op.Arguments[1], op.Result);
                Same(op.Arguments[0], 0, op.Arguments[0], 1);
                Same(op.Arguments[0], 0, op.Result, 0);
                break;
            case OpCode.Inverse:
                Same(op.Arguments[0], op.Result);
                Same(op.Result, 0, op.Result, 1);
                break;
            case OpCode.For:
                for (int i = 0; i < op.Results.Count; i++)
                {
                    Same(op.Arguments[i + 3], op.Results[i]);
                    Same(op.Regions[0].Arguments[i + 1], op.Results[i]);
                    Same(op.Regions[0].Yields[i], op.Results[i]);
                }

                break;
            case OpCode.If:
                for (int i = 0; i < op.Results.Count; i++)
                {
                    foreach (Region region in op.Regions)
                        Same(region.Yields[i], op.Results[i]);
                }

                break;
        }
    }

    private void Same(Value a, Value b)
    {
        Same(a, 0, b, 0);
        Same(a, 1, b, 1);
    }

    private void Same(Value a, int axisOfA, Value b, int axisOfB)
    {
        if (nodes.TryGetValue((a, axisOfA), out int x) && nodes.TryGetValue((b, axisOfB), out int y))
            parents[Root(x)] = Root(y);
    }
}
