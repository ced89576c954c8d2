namespace Fla.Bench;

/// <summary>This program as another process, by <see cref="Environment.ProcessPath"/>.</summary>
internal static class ThisProgram
{
    /// <summary>What comes before the arguments.</summary>
    public static string[] Arguments => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? ["exec", typeof(ThisProgram).Assembly.Location] : [];
}
