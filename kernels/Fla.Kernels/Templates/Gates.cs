namespace Fla;

/// <summary>Log-space gates of a chunk as factors.</summary>
internal static class Gates
{
    /// <summary>
    /// exp(Σ g over tokens j+1 … i) for i ≥ j, else 0. Summed segment by segment: differences of a running sum would lose
    /// the weak gates that follow a strong one.
    /// </summary>
    public static Tile Between(Tile g, int C)
    {
        Tile row = Tile.RowIndex(C);
        Tile column = Tile.ColIndex(C);
        Tile segment = Tile.CumSum(Tile.Where(row > column, g, 0), 0);
        return Tile.Where(row >= column, Tile.Exp(segment), 0);
    }
}
