using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>
/// A row that is known only when it runs has no place in registers, where each warp has its part of a tile. Where the tile is computed element by
/// element, its row is as well: from the same row of what it is made of, which lies in memory where it was loaded.
/// </summary>
internal sealed class SliceRewriter : Rewriter
{
    private SliceRewriter(TileProgram program) : base(program)
    {
    }

    /// <param name="program">The program; it is changed.</param>
    public static TileProgram Rewrite(TileProgram program)
    {
        SliceRewriter rewriter = new(program);
        rewriter.Visit(program.Body);
        return new TileProgram(program.Body, rewriter.Next);
    }

    private void Visit(Region region)
    {
        for (int i = 0; i < region.Ops.Count; i++)
        {
            Op op = region.Ops[i];
            foreach (Region inner in op.Regions)
                Visit(inner);
            if (op.Code != OpCode.Slice || op.Arguments.Skip(1).All(static place => Builder.Number(place) is not null)
                || op.Result.Tile.IsMask || op.Arguments[0].Definition is not { Code: OpCode.Unary or OpCode.Binary or OpCode.Round } source)
                continue;

            // What is put in front is visited next: a part may be computed element by element itself.
            int at = i;
            Value[] parts = [.. source.Arguments.Select(part => Part(region, ref at, op, part))];
            Op moved = new(source.Code, parts) { Attribute = source.Attribute, Axis = source.Axis, Number = source.Number, Source = op.Source };
            op.Result.Redefine(moved);
            moved.Results = [op.Result];
            region.Ops[at] = moved;
            i--;
        }
    }

    /// <summary>What a slice of the whole needs of one of its operands.</summary>
    private Value Part(Region region, ref int at, Op slice, Value operand)
    {
        if (!operand.IsTile || operand.Tile.IsScalar)
            return operand;
        TileType whole = slice.Arguments[0].Tile, wanted = slice.Result.Tile;
        int rows = operand.Tile.Rows == whole.Rows ? wanted.Rows : 1, columns = operand.Tile.Columns == whole.Columns ? wanted.Columns : 1;
        if (rows == operand.Tile.Rows && columns == operand.Tile.Columns)
            return operand;
        TileType type = new(rows, columns);
        if (operand.Definition is { Code: OpCode.Splat } splat)
            return Insert(region, ref at, slice, OpCode.Splat, type, splat.Arguments);
        Value row = operand.Tile.Rows == rows ? Zero(region, ref at, slice) : slice.Arguments[1];
        Value column = operand.Tile.Columns == columns ? Zero(region, ref at, slice) : slice.Arguments[2];
        return Insert(region, ref at, slice, type.IsScalar ? OpCode.Element : OpCode.Slice, type, [operand, row, column]);
    }

    private Value Zero(Region region, ref int at, Op slice) => Insert(region, ref at, slice, OpCode.Constant, ScalarType.Int, []);
}
