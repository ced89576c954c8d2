namespace Fla;

/// <summary>Lists the element types for which a template's type parameter is compiled.</summary>
/// <param name="types">Any of <see cref="float"/>, <see cref="BFloat16"/> and <see cref="Half"/>.</param>
[AttributeUsage(AttributeTargets.GenericParameter)]
public sealed class ElementAttribute(params Type[] types) : Attribute
{
    /// <summary>The element types to compile.</summary>
    public IReadOnlyList<Type> Types { get; } = types;
}
