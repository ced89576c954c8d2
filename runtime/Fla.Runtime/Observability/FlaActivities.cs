using System.Diagnostics;

namespace Fla;

/// <summary>Spans of gate and races for OpenTelemetry: add the source <c>Fla</c>. Nothing is made while nobody listens.</summary>
public static class FlaActivities
{
    /// <summary>The source's name.</summary>
    public const string Name = "Fla";

    internal static ActivitySource Source { get; } = new(Name);
}
