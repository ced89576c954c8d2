namespace Fla;

/// <summary>The reference interpreter: a template called directly is its own definition, computed in double.</summary>
public static class Reference
{
    /// <summary>Runs every program of a grid on the calling thread, X fastest, then Y, then Z.</summary>
    /// <param name="grid">The number of programs along each axis; any 0 runs nothing.</param>
    /// <param name="program">Calls the template for one block.</param>
    /// <exception cref="ArgumentNullException"><paramref name="program"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An axis of <paramref name="grid"/> is negative.</exception>
    public static void Run(Grid grid, Action<Block> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentOutOfRangeException.ThrowIfNegative(grid.X, "grid.X");
        ArgumentOutOfRangeException.ThrowIfNegative(grid.Y, "grid.Y");
        ArgumentOutOfRangeException.ThrowIfNegative(grid.Z, "grid.Z");
        for (int z = 0; z < grid.Z; z++)
            for (int y = 0; y < grid.Y; y++)
                for (int x = 0; x < grid.X; x++)
                    program(new Block(x, y, z));
    }
}
