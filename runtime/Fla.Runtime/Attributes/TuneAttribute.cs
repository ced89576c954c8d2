namespace Fla;

/// <summary>Makes an <see langword="int"/> parameter of a template a constant that changes speed only, such as a tile width.</summary>
/// <param name="values">The values to compile, each at least 1.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TuneAttribute(params int[] values) : Attribute
{
    /// <summary>The values to compile.</summary>
    public IReadOnlyList<int> Values { get; } = values;
}
