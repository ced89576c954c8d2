using Fla.Generators.Model;

namespace Fla.Generators.Specialise;

/// <summary>One binding of a template's constants and element type.</summary>
internal sealed record Variant(string Element, EquatableArray<BoundConstant> Constants)
{
    /// <summary>The part of the id that tells the constants: <c>f32-K128-C16-PerHead</c>.</summary>
    public string Suffix => string.Join("-", new[] { Elements.Short(Element) }.Concat(Constants.Select(static c => c.Label)));

    public int this[string name] => Constants.First(c => c.Name == name).Value.Value;
}

internal sealed record BoundConstant(string Name, ConstantKind Kind, ConstantValue Value)
{
    public string Label => Kind != ConstantKind.Choice ? Name + Value.Name : Value.Name is "True" or "False" ? Name + Value.Name : Value.Name;
}
