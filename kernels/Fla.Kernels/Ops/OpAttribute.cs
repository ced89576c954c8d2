namespace Fla;

/// <summary>
/// Declares an op: its class has the name of a <see cref="Recurrences"/> member, its parameters are that op's. The body, and the forms into the
/// caller's memory and on a GPU, are generated.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpAttribute : Attribute;
