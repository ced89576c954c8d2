namespace Fla;

/// <summary>Tiles of shapes that an operation cannot take.</summary>
/// <param name="operation">The operation, as written in a template.</param>
/// <param name="expected">The shapes it takes.</param>
/// <param name="given">The shapes it was given.</param>
public sealed class TileShapeException(string operation, string expected, string given)
    : ArgumentException($"{operation}: expected {expected}, given {given}.")
{
    /// <summary>The operation, as written in a template.</summary>
    public string Operation { get; } = operation;

    /// <summary>The shapes that the operation takes.</summary>
    public string Expected { get; } = expected;

    /// <summary>The shapes that it was given.</summary>
    public string Given { get; } = given;
}
