namespace Fla;

/// <summary>Marks a static void method over tiles as a kernel template, which the generator compiles once per choice of its constants.</summary>
/// <remarks>Parameters, in order: a <see cref="Block"/>, the constants (each with an attribute that lists its values),
/// the tensors (<see cref="In{T}"/>, <see cref="Out{T}"/>), and the scalars known only at run time.</remarks>
/// <param name="name">The kernel's name in the dispatch table; the method's name when null.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelTemplateAttribute(string? name = null) : Attribute
{
    /// <summary>The kernel's name in the dispatch table, or null to use the method's name.</summary>
    public string? Name { get; } = name;
}
