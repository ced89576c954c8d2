namespace Fla.Tests;

public unsafe class GuardedMemoryTests
{
    /// <summary>Tiles that stick out of a tensor on every side where it meets forbidden memory.</summary>
    [Fact]
    public void TilesNeverTouchMemoryOutsideTheirRanges()
    {
        if (!GuardedMemory.Supported) return;
        using GuardedMemory memory = new();
        CoverWithTiles<float>(memory);
        CoverWithTiles<BFloat16>(memory);
        CoverWithTiles<Half>(memory);
        CoverWithTiles<double>(memory);
    }

    private static void CoverWithTiles<T>(GuardedMemory memory) where T : unmanaged
    {
        const int rows = 5, cols = 7;
        foreach (bool atEnd in new[] { false, true })
        {
            T* data = atEnd ? memory.Last<T>(rows * cols) : memory.First<T>();
            In<T> x = new(data, [rows, cols]);
            Out<T> y = new(data, [rows, cols]);
            for (int row = 0; row <= rows + 1; row++)
            {
                for (int col = 0; col <= cols + 1; col++)
                {
                    y[row..(row + 4), col..(col + 4)].Store(x[row..(row + 4), col..(col + 4)].Load(4, 4) + 1);
                    y[row..(row + 4), col..(col + 4)].Store(Tile.Zeros(64, 64));
                }
            }
        }
    }
}
