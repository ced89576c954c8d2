namespace Fla;

/// <summary>Makes an <see langword="enum"/> or <see langword="bool"/> parameter of a template a constant; every value of the type is compiled.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ChoiceAttribute : Attribute;
