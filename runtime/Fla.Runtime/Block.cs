namespace Fla;

/// <summary>The position of one program within its <see cref="Grid"/>: the first parameter of every template.</summary>
/// <param name="X">From 0 to <see cref="Grid.X"/> − 1.</param>
/// <param name="Y">From 0 to <see cref="Grid.Y"/> − 1.</param>
/// <param name="Z">From 0 to <see cref="Grid.Z"/> − 1.</param>
public readonly record struct Block(int X, int Y, int Z);
