namespace Fla.Generators.Parse;

/// <summary>The members of the tile language that a template may use.</summary>
internal static class Intrinsics
{
    private static readonly HashSet<string> Known =
    [
        "Tile.FromScalar", "Tile.Zeros", "Tile.Full", "Tile.RowIndex", "Tile.ColIndex",
        "Tile.Exp", "Tile.Log", "Tile.Sqrt", "Tile.Rsqrt", "Tile.Abs", "Tile.Sigmoid", "Tile.Tanh", "Tile.Min", "Tile.Max", "Tile.Where",
        "Tile.Sum", "Tile.MaxOf", "Tile.MinOf", "Tile.CumSum", "Tile.Scan", "Tile.Dot", "Tile.SolveUnitLower",
        "Tile.T", "Tile.Slice", "Tile.Row", "Tile.Column", "Tile.Scalar", "Tile.To", "Tile.Rows", "Tile.Cols", "Mask.Rows", "Mask.Cols",
        "Block.X", "Block.Y", "Block.Z",
        "In.Dim", "In.LongDim", "In.IsEmpty", "In.Rank", "In.Read", "Out.Dim", "Out.LongDim", "Out.IsEmpty", "Out.Rank",
        "InSlice.Load", "InSlice.LoadColumn", "InSlice.LoadRow", "OutSlice.Store",
        "Math.Min", "Math.Max", "Math.Abs", "Math.Exp", "Math.Log", "Math.Sqrt", "Math.Tanh", "Math.Pow",
    ];

    public static bool IsKnown(string name) => Known.Contains(name);
}
