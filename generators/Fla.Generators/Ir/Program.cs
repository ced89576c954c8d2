namespace Fla.Generators.Ir;

internal enum OpCode
{
    // Scalars.
    Constant,
    ScalarParameter,
    BlockIndex,
    Dimension,
    IsEmpty,
    ReadElement,
    ScalarUnary,
    ScalarBinary,
    ScalarConvert,
    ScalarFunction,
    Select,

    // Elementwise tiles.
    Splat,
    RowIndex,
    ColumnIndex,
    Unary,
    Binary,
    Where,
    Round,

    // Tiles with a shape of their own.
    Transpose,
    Slice,
    Reduce,
    CumSum,
    Dot,
    Solve,
    Inverse,
    Element,

    // Memory.
    Load,
    Store,

    // Structure.
    For,
    If,
}

/// <summary>A value of the program: defined once, by an operation or as the argument of a region.</summary>
internal sealed class Value(int id, IrType type, Op? definition)
{
    public int Id { get; } = id;

    public IrType Type { get; } = type;

    public Op? Definition { get; private set; } = definition;

    /// <summary>The first local that held the value: for comments only.</summary>
    public string? Name { get; set; }

    public TileType Tile => (TileType)Type;

    public bool IsTile => Type is TileType;

    /// <summary>Another operation defines it from now on.</summary>
    public void Redefine(Op definition) => Definition = definition;

    public override string ToString() => $"%{Id}";
}

/// <summary>One axis of a tensor slice: an index, or a range with values (null: open).</summary>
internal sealed record Axis(bool IsRange, Value? Low, Value? High, bool LowFromEnd, bool HighFromEnd);

/// <summary>A slice of a tensor parameter.</summary>
internal sealed record TensorSlice(int Parameter, IReadOnlyList<Axis> Axes);

internal sealed class Op(OpCode code, IReadOnlyList<Value> arguments)
{
    public OpCode Code { get; } = code;

    public IReadOnlyList<Value> Arguments { get; set; } = arguments;

    /// <summary>What the code alone does not say: a function name, an operator, a constant, an axis.</summary>
    public string Attribute { get; set; } = "";

    public int Axis { get; set; }

    public double Number { get; set; }

    public TensorSlice? Slice { get; set; }

    public IReadOnlyList<Region> Regions { get; set; } = [];

    /// <summary>One for a plain operation, one a carried variable for loops and branches.</summary>
    public IReadOnlyList<Value> Results { get; set; } = [];

    public Value Result => Results[0];

    /// <summary>The node of the template it comes from.</summary>
    public int Source { get; set; }
}

/// <summary>A list of operations with arguments (carried variables) and yielded values.</summary>
internal sealed class Region
{
    public List<Value> Arguments { get; } = [];

    public List<Op> Ops { get; } = [];

    public List<Value> Yields { get; } = [];
}

/// <summary>A template bound to one set of constants.</summary>
internal sealed class TileProgram(Region body, int valueCount)
{
    public Region Body { get; } = body;

    public int ValueCount { get; } = valueCount;
}
