namespace Fla.Cli;

/// <summary>How bad a finding is.</summary>
internal enum Level
{
    Ok,
    Warning,
    Problem,
}

/// <summary>One thing that <c>fla doctor</c> looked at.</summary>
/// <param name="Area">What it is about.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do about it; null when nothing need be done.</param>
internal sealed record Finding(string Area, Level Level, string Text, string? Remedy = null)
{
    public static Finding Ok(string area, string text) => new(area, Level.Ok, text);

    public static Finding Warning(string area, string text, string remedy) => new(area, Level.Warning, text, remedy);

    public static Finding Problem(string area, string text, string remedy) => new(area, Level.Problem, text, remedy);
}
