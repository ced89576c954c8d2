namespace Fla;

/// <summary>An input or output of an op.</summary>
/// <param name="Name">Its name in files, for example <c>beta</c>.</param>
/// <param name="Shape">Its axes, for example <c>[B, T, HV]</c>.</param>
/// <param name="Optional">Whether it may be left out.</param>
/// <param name="AlwaysFloat32">Whether it stays float32 whatever the element type.</param>
public sealed record OpTensor(string Name, string Shape, bool Optional, bool AlwaysFloat32);
