namespace Fla;

/// <summary>How many programs of a template run along each axis.</summary>
/// <param name="X">Programs along the first axis, at least 0.</param>
/// <param name="Y">Programs along the second axis, at least 0.</param>
/// <param name="Z">Programs along the third axis, at least 0.</param>
public readonly record struct Grid(int X, int Y = 1, int Z = 1)
{
    /// <summary>The number of programs.</summary>
    /// <exception cref="OverflowException">It exceeds <see cref="long.MaxValue"/>.</exception>
    public long Count => checked((long)X * Y * Z);
}
