namespace Fla;

/// <summary>Makes an <see langword="int"/> parameter of a template a constant that is the number of tokens in a chunk: free to choose, part of the algorithm.</summary>
/// <param name="values">The values to compile, each at least 1.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ChunkSizeAttribute(params int[] values) : Attribute
{
    /// <summary>The values to compile.</summary>
    public IReadOnlyList<int> Values { get; } = values;
}
