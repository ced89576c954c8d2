using Fla.Generators.Ir;
using Fla.Generators.Plan;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cpu;

/// <summary>Makes a transposed matrix, or a column of a matrix, contiguous.</summary>
internal static class RearrangeEmitter
{
    public static void Emit(PassMethod method, RearrangePass pass)
    {
        method.Comment = $"{PassMethod.Describe(pass.Result)} from {PassMethod.Describe(pass.Source)}";
        CodeWriter body = method.Body;
        Place target = method.Pointers.Of(pass.Result);
        if (pass.Result.Definition!.Code == OpCode.Slice)
        {
            Place column = method.Pointers.OfSlice(pass.Result);
            body.Line($"for (int r = 0; r < {pass.Result.Tile.Rows}; r++)");
            body.Line($"    {target.Pointer}[r] = {column.Pointer}[r * {column.RowStride}];");
            return;
        }

        Place source = method.Pointers.Of(pass.Source);
        int rows = pass.Source.Tile.Rows;
        int columns = pass.Source.Tile.Columns;
        int blockedRows = rows / 4 * 4;
        int blockedColumns = columns / 4 * 4;
        if (blockedRows > 0 && blockedColumns > 0)
        {
            body.Open($"for (int r = 0; r < {blockedRows}; r += 4)");
            body.Line($"for (int c = 0; c < {blockedColumns}; c += 4)");
            body.Line($"    Lanes.Transpose4({source.Pointer} + r * {source.RowStride} + c, {source.RowStride}, {target.Pointer} + c * {target.RowStride} + r, {target.RowStride});");
            body.Close();
        }

        Edge(blockedRows, rows, 0, columns);
        Edge(0, blockedRows, blockedColumns, columns);

        void Edge(int fromRow, int toRow, int fromColumn, int toColumn)
        {
            if (fromRow >= toRow || fromColumn >= toColumn)
                return;
            body.Open($"for (int r = {fromRow}; r < {toRow}; r++)");
            body.Line($"for (int c = {fromColumn}; c < {toColumn}; c++)");
            body.Line($"    {target.Pointer}[c * {target.RowStride} + r] = {source.Pointer}[r * {source.RowStride} + c];");
            body.Close();
        }
    }
}
