using System;
using System.Diagnostics;

namespace Operations;

/// <summary>One call of the template below it: an argument for each tensor and scalar, in the syntax of the test's Argument.Parse.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
[Conditional("NEVER")]
public sealed class CaseAttribute(params string[] arguments) : Attribute
{
    public string[] Arguments { get; } = arguments;
}
