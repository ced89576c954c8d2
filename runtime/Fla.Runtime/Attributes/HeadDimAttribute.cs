namespace Fla;

/// <summary>Makes an <see langword="int"/> parameter of a template a constant that is a head dimension (K or V): a problem's property, rounded up to the next value.</summary>
/// <param name="values">The values to compile, each at least 1.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HeadDimAttribute(params int[] values) : Attribute
{
    /// <summary>The values to compile.</summary>
    public IReadOnlyList<int> Values { get; } = values;
}
