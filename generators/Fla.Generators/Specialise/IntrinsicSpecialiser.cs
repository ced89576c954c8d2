using Fla.Generators.Diagnostics;
using Fla.Generators.Ir;
using Fla.Generators.Model;

namespace Fla.Generators.Specialise;

/// <summary>Members of the tile language under one binding, with their shape rules.</summary>
internal sealed class IntrinsicSpecialiser(Specialiser specialiser, ExpressionSpecialiser expressions)
{
    /// <summary>More elements than any tile can usefully hold: 64 MB of fp32.</summary>
    private const long MaxTile = 1 << 24;

    private Builder Builder => specialiser.Builder;

    public Symbol Evaluate(IntrinsicExpr call, Frame frame)
    {
        int dot = call.Name.IndexOf('.');
        string type = call.Name.Substring(0, dot);
        string member = call.Name.Substring(dot + 1);
        Builder.Source = call.Id;
        return type switch
        {
            "Block" => Value(Builder.Pure(OpCode.BlockIndex, ScalarType.Int, [], member)),
            "Math" => Value(ScalarFunction(call, member, frame)),
            "In" or "Out" => Tensor(call, member, frame),
            "InSlice" => Value(Load(call, member, frame)),
            "OutSlice" => Store(call, frame),
            "Mask" => Value(Extent(call, member, frame)),
            _ => Value(Tile(call, member, frame)),
        };
    }

    private static ValueSymbol Value(Value value) => new(value);

    private Value Tile(IntrinsicExpr call, string member, Frame frame)
    {
        switch (member)
        {
            case "FromScalar":
                return expressions.Tile(call.Arguments[0], frame);
            case "Zeros":
                return Builder.Splat(Shape(call, 0, frame), Builder.Constant(ScalarKind.Float, 0));
            case "Full":
                return Builder.Splat(Shape(call, 0, frame), Builder.Convert(ScalarKind.Float, expressions.Scalar(call.Arguments[2], frame, null)));
            case "RowIndex":
                return Builder.Pure(OpCode.RowIndex, Shape(call, Extent(call, 0, "The number of rows", frame), 1), []);
            case "ColIndex":
                return Builder.Pure(OpCode.ColumnIndex, Shape(call, 1, Extent(call, 0, "The number of columns", frame)), []);
            case "Exp" or "Log" or "Sqrt" or "Rsqrt" or "Abs" or "Sigmoid" or "Tanh":
                Value operand = Operand(call, 0, frame);
                return Builder.Pure(OpCode.Unary, operand.Type, [operand], member);
            case "Min" or "Max":
                Value left = Operand(call, 0, frame);
                Value right = Operand(call, 1, frame);
                return Builder.Pure(OpCode.Binary, expressions.Broadcast(member, left, right, call.Id), [left, right], member);
            case "Where":
                return Where(call, frame);
            case "Sum" or "MaxOf" or "MinOf":
                string function = member switch { "Sum" => "sum", "MaxOf" => "max", _ => "min" };
                return Builder.Reduce(function, Operand(call, 0, frame), AxisOf(call, frame));
            case "CumSum":
                return Builder.CumSum(Operand(call, 0, frame), AxisOf(call, frame));
            case "Scan":
                return Scan(call, Operand(call, 0, frame), Operand(call, 1, frame));
            case "Dot":
                return Dot(call, frame);
            case "SolveUnitLower":
                return Solve(call, frame);
            case "T":
                return Builder.Transpose(Operand(call, 0, frame));
            case "Slice":
                return Slice(call, frame, call.Arguments[1], Extent(call, 2, "The number of rows", frame), call.Arguments[3], Extent(call, 4, "The number of columns", frame));
            case "Row":
                return Slice(call, frame, call.Arguments[1], 1, null, Operand(call, 0, frame).Tile.Columns);
            case "Column":
                return Slice(call, frame, null, Operand(call, 0, frame).Tile.Rows, call.Arguments[1], 1);
            case "Scalar":
                Value tile = Operand(call, 0, frame);
                if (!tile.Tile.IsScalar)
                    throw specialiser.Shape(call.Id, $"Scalar: expected a 1×1 tile, got {tile.Tile}");
                return Builder.Scalar(tile);
            case "To":
                Value value = Operand(call, 0, frame);
                string element = specialiser.ElementOf(call.TypeArgument ?? "");
                if (element is not ("float" or "BFloat16" or "Half"))
                    throw new CompileException(Descriptors.UnsupportedConstruct, call.Id, $"To<{element}>", "round to float, BFloat16 or Half");
                return element == "float" ? value : Builder.Pure(OpCode.Round, value.Type, [value], element);
            default:
                return Extent(call, member, frame);
        }
    }

    private Value Extent(IntrinsicExpr call, string member, Frame frame)
    {
        TileType type = expressions.Tile(call.Arguments[0], frame).Tile;
        return Builder.Constant(ScalarKind.Int, member == "Rows" ? type.Rows : type.Columns);
    }

    private Value Where(IntrinsicExpr call, Frame frame)
    {
        Value mask = expressions.Tile(call.Arguments[0], frame);
        Value a = Operand(call, 1, frame);
        Value b = Operand(call, 2, frame);
        TileType shape = expressions.Broadcast("Where", a, b, call.Id);
        TileType full = expressions.Broadcast("Where", mask, Builder.Splat(shape, Builder.Constant(ScalarKind.Float, 0)), call.Id);
        return Builder.Pure(OpCode.Where, full with { IsMask = false }, [mask, a, b]);
    }

    private Value Scan(IntrinsicExpr call, Value x, Value keep)
    {
        if (!x.Type.Equals(keep.Type))
            throw specialiser.Shape(call.Id, $"Scan: expected equal shapes, got {x.Tile} and {keep.Tile}");
        if (x.Tile.Columns == 1)
            throw specialiser.Shape(call.Id, $"Scan: expected more than one column, got {x.Tile}");
        return Builder.Scan(x, keep);
    }

    private Value Dot(IntrinsicExpr call, Frame frame)
    {
        Value left = Operand(call, 0, frame);
        Value right = Operand(call, 1, frame);
        if (left.Tile.Columns != right.Tile.Rows)
            throw specialiser.Shape(call.Id, $"Dot: expected (m×k)·(k×n), got {left.Tile} and {right.Tile}");
        int precision = call.Arguments.Count > 2 ? expressions.ConstantInt(call.Arguments[2], frame, "The precision") : 0;
        return Builder.Dot(left, right, precision == 0 ? "element" : "full");
    }

    private Value Solve(IntrinsicExpr call, Frame frame)
    {
        Value lower = Operand(call, 0, frame);
        Value right = Operand(call, 1, frame);
        if (lower.Tile.Rows != lower.Tile.Columns || lower.Tile.Rows != right.Tile.Rows)
            throw specialiser.Shape(call.Id, $"SolveUnitLower: expected n×n and n×m, got {lower.Tile} and {right.Tile}");
        return lower.Tile.Rows == 1 ? right : Builder.Pure(OpCode.Solve, right.Type, [lower, right]);
    }

    private Value Slice(IntrinsicExpr call, Frame frame, Expr? row, int rows, Expr? column, int columns)
    {
        Value tile = Operand(call, 0, frame);
        Value firstRow = row is null ? Builder.Constant(ScalarKind.Int, 0) : expressions.Scalar(row, frame, ScalarKind.Int);
        Value firstColumn = column is null ? Builder.Constant(ScalarKind.Int, 0) : expressions.Scalar(column, frame, ScalarKind.Int);
        Inside(call, "row", firstRow, rows, tile.Tile.Rows, tile);
        Inside(call, "column", firstColumn, columns, tile.Tile.Columns, tile);
        return Builder.Slice(tile, firstRow, rows, firstColumn, columns);
    }

    private void Inside(IntrinsicExpr call, string what, Value first, int count, int extent, Value tile)
    {
        double low = Builder.Number(first) ?? 0;
        if (low < 0 || count < 1 || low + count > extent)
            throw specialiser.Shape(call.Id, $"Slice: {what}s {low}..{low + count} are outside of {tile.Tile}");
    }

    private Value ScalarFunction(IntrinsicExpr call, string member, Frame frame)
    {
        List<Value> arguments = call.Arguments.Select(a => expressions.Scalar(a, frame, null)).ToList();
        return Builder.Pure(OpCode.ScalarFunction, arguments[0].Type, arguments, "Math." + member);
    }

    private Symbol Tensor(IntrinsicExpr call, string member, Frame frame)
    {
        if (expressions.Evaluate(call.Arguments[0], frame) is not TensorSymbol tensor)
            throw new CompileException(Descriptors.UnsupportedConstruct, call.Id, "This tensor", "use a tensor parameter");
        switch (member)
        {
            case "IsEmpty":
                return Value(Builder.Pure(OpCode.IsEmpty, ScalarType.Bool, [], axis: tensor.Parameter));
            case "Dim" or "LongDim":
                int axis = expressions.ConstantInt(call.Arguments[1], frame, "The axis");
                if (axis is < 0 or > 4)
                    throw specialiser.Shape(call.Id, $"{member}: a tensor has axes 0 to 4, not {axis}");
                return Value(Builder.Pure(OpCode.Dimension, member == "Dim" ? ScalarType.Int : ScalarType.Long, [], axis.ToString(System.Globalization.CultureInfo.InvariantCulture), tensor.Parameter));
            case "Read":
                ScalarKind kind = tensor.Element switch
                {
                    "int" => ScalarKind.Int,
                    "long" => ScalarKind.Long,
                    "float" => ScalarKind.Float,
                    _ => throw new CompileException(Descriptors.UnsupportedConstruct, call.Id, $"Read of {tensor.Element}", "read int, long or float tensors, or Load a tile"),
                };
                specialiser.UseRank(tensor, call.Arguments.Count - 1, call.Id);
                List<Value> indexes = call.Arguments.Skip(1).Select(a => expressions.Scalar(a, frame, ScalarKind.Int)).ToList();
                return Value(Builder.Effect(OpCode.ReadElement, ScalarType.Of(kind), indexes, axis: tensor.Parameter).Result);
            default:
                throw new CompileException(Descriptors.UnsupportedConstruct, call.Id, $"'{member}'", "write the number of axes");
        }
    }

    private Value Load(IntrinsicExpr call, string member, Frame frame)
    {
        if (expressions.Evaluate(call.Arguments[0], frame) is not SliceSymbol slice)
            throw new CompileException(Descriptors.UnsupportedConstruct, call.Id, "This slice", "slice a tensor parameter");
        int needed = member == "Load" ? 2 : 1;
        if (slice.Ranges != needed)
            throw specialiser.Shape(call.Id, $"{member}: expected a slice with {needed} range(s), got {slice.Ranges}");
        if (!Elements.IsFloating(slice.Tensor.Element))
            throw new CompileException(Descriptors.UnsupportedConstruct, call.Id, $"A tile of {slice.Tensor.Element}", "load float, BFloat16 or Half, and Read integers one by one");
        int first = Extent(call, 1, member == "LoadRow" ? "The number of columns" : "The number of rows", frame);
        TileType shape = member switch
        {
            "Load" => Shape(call, first, Extent(call, 2, "The number of columns", frame)),
            "LoadColumn" => Shape(call, first, 1),
            _ => Shape(call, 1, first),
        };
        Expr? fill = call.Arguments.Count > needed + 1 ? call.Arguments[needed + 1] : null;
        Value filling = fill is null ? Builder.Constant(ScalarKind.Float, 0) : Builder.Convert(ScalarKind.Float, expressions.Scalar(fill, frame, null));
        return Builder.Effect(OpCode.Load, shape, [filling, .. Bounds(slice.Slice)], member, slice: slice.Slice).Result;
    }

    private Symbol Store(IntrinsicExpr call, Frame frame)
    {
        if (expressions.Evaluate(call.Arguments[0], frame) is not SliceSymbol { Tensor.IsOutput: true } slice)
            throw new CompileException(Descriptors.UnsupportedConstruct, call.Id, "This store", "store into a slice of an Out<T> parameter");
        Value tile = Operand(call, 1, frame);
        if (slice.Ranges == 1 && tile.Tile.IsMatrix)
            throw specialiser.Shape(call.Id, $"Store: a slice with one range takes n×1 or 1×n, got {tile.Tile}");
        if (!Elements.IsFloating(slice.Tensor.Element))
            throw new CompileException(Descriptors.UnsupportedConstruct, call.Id, $"A store of {slice.Tensor.Element}", "store float, BFloat16 or Half");
        Builder.Effect(OpCode.Store, null, [tile, .. Bounds(slice.Slice)], slice: slice.Slice);
        return new VoidSymbol();
    }

    private static IEnumerable<Value> Bounds(TensorSlice slice) => slice.Axes.SelectMany(static a => new[] { a.Low, a.High }).OfType<Value>();

    private Value Operand(IntrinsicExpr call, int index, Frame frame)
    {
        Value tile = expressions.Tile(call.Arguments[index], frame);
        if (tile.Tile.IsMask)
            throw new CompileException(Descriptors.UnsupportedConstruct, call.Arguments[index].Id, "A mask as a tile", "use Where to turn it into numbers");
        return tile;
    }

    private int AxisOf(IntrinsicExpr call, Frame frame)
    {
        int axis = expressions.ConstantInt(call.Arguments[1], frame, "The axis");
        return axis is 0 or 1 ? axis : throw specialiser.Shape(call.Id, $"{call.Name}: the axis is 0 (down the rows) or 1 (along the columns), not {axis}");
    }

    private int Extent(IntrinsicExpr call, int index, string what, Frame frame) => expressions.ConstantInt(call.Arguments[index], frame, what);

    private TileType Shape(IntrinsicExpr call, int index, Frame frame) =>
        Shape(call, Extent(call, index, "The number of rows", frame), Extent(call, index + 1, "The number of columns", frame));

    private TileType Shape(IntrinsicExpr call, int rows, int columns)
    {
        if (rows < 1 || columns < 1 || (long)rows * columns > MaxTile)
            throw specialiser.Shape(call.Id, $"{call.Name}: a tile of {rows}×{columns} is not possible (1 to {MaxTile} elements)");
        return new TileType(rows, columns);
    }
}
