using Fla.Generators.Model;

namespace Fla.Generators.Ir;

/// <summary>Tile operations in canonical form: what is free is made free here, so that the planner sees one shape of each thing.</summary>
internal static class TileFolding
{
    public static Value Splat(this Builder builder, TileType type, Value scalar) => builder.Pure(OpCode.Splat, type, [scalar]);

    /// <summary>The scalar of a 1×1 tile.</summary>
    public static Value Scalar(this Builder builder, Value tile) => tile.Definition is { Code: OpCode.Splat } splat
        ? splat.Arguments[0]
        : builder.Pure(OpCode.ScalarFunction, ScalarType.Float, [tile], "tile");

    public static Value Transpose(this Builder builder, Value tile)
    {
        TileType type = tile.Tile.Transposed;
        if (type.IsScalar)
            return tile;
        return tile.Definition switch
        {
            { Code: OpCode.Transpose } inner => inner.Arguments[0],
            { Code: OpCode.Splat } splat => builder.Splat(type, splat.Arguments[0]),
            { Code: OpCode.RowIndex } => builder.Pure(OpCode.ColumnIndex, type, []),
            { Code: OpCode.ColumnIndex } => builder.Pure(OpCode.RowIndex, type, []),
            _ => builder.Pure(OpCode.Transpose, type, [tile]),
        };
    }

    public static Value Multiply(this Builder builder, TileType type, Value left, Value right)
    {
        if (IsNumber(right, 1) && left.Type == type)
            return left;
        if (IsNumber(left, 1) && right.Type == type)
            return right;
        return builder.Pure(OpCode.Binary, type, [left, right], "Multiply");
    }

    /// <summary>A comparison; of a 1×1 tile with itself, it is one of scalars.</summary>
    public static Value Compare(this Builder builder, TileType type, BinaryOperator op, Value left, Value right)
    {
        TileType mask = type with { IsMask = true };
        return type.IsScalar && left == right
            ? builder.Splat(mask, builder.Binary(op, builder.Scalar(left), builder.Scalar(left)))
            : builder.Pure(OpCode.Binary, mask, [left, right], op.ToString());
    }

    public static Value Reduce(this Builder builder, string function, Value tile, int axis)
    {
        TileType type = tile.Tile;
        if ((axis == 0 ? type.Rows : type.Columns) == 1)
            return tile;
        return builder.Pure(OpCode.Reduce, axis == 0 ? new TileType(1, type.Columns) : new TileType(type.Rows, 1), [tile], function, axis);
    }

    public static Value CumSum(this Builder builder, Value tile, int axis) =>
        (axis == 0 ? tile.Tile.Rows : tile.Tile.Columns) == 1 ? tile : builder.Pure(OpCode.CumSum, tile.Type, [tile], axis: axis);

    /// <summary>A running sum down the rows, whose second argument is what each row keeps of it.</summary>
    public static Value Scan(this Builder builder, Value tile, Value keep) =>
        tile.Tile.Rows == 1 ? tile : builder.Pure(OpCode.CumSum, tile.Type, [tile, keep], axis: 0);

    /// <summary>A product; thin ones become what they are: an outer product or a reduction.</summary>
    public static Value Dot(this Builder builder, Value left, Value right, string precision)
    {
        TileType a = left.Tile;
        TileType b = right.Tile;
        if (a.Columns == 1)
            return builder.Multiply(new TileType(a.Rows, b.Columns), left, right);
        if (b.Columns == 1)
        {
            if (left.Definition is { Code: OpCode.Transpose } transposed && a.Rows > 1)
            {
                Value product = builder.Multiply(a.Transposed, transposed.Arguments[0], right);
                return builder.Transpose(builder.Reduce("sum", product, 0));
            }

            return builder.Reduce("sum", builder.Multiply(a, left, builder.Transpose(right)), 1);
        }

        return builder.Pure(OpCode.Dot, new TileType(a.Rows, b.Columns), [left, right], precision);
    }

    public static Value Slice(this Builder builder, Value tile, Value row, int rows, Value column, int columns)
    {
        TileType type = new(rows, columns);
        if (type.Rows == tile.Tile.Rows && type.Columns == tile.Tile.Columns)
            return tile;
        if (tile.Definition is { Code: OpCode.Splat } splat)
            return builder.Splat(type, splat.Arguments[0]);
        if (tile.Definition is { Code: OpCode.Transpose } transposed)
            return builder.Transpose(builder.Slice(transposed.Arguments[0], column, columns, row, rows));
        return builder.Pure(type.IsScalar ? OpCode.Element : OpCode.Slice, type, [tile, row, column]);
    }

    private static bool IsNumber(Value tile, double number) =>
        tile.Definition is { Code: OpCode.Splat } splat && Builder.Number(splat.Arguments[0]) == number;
}
