namespace Fla.Cli.Tests;

/// <summary>What must be installed: named by <c>FLA_TESTS_REQUIRE</c>, without it tests that need it fail instead of being skipped.</summary>
internal static class Required
{
    public static bool Is(string program) =>
        (Environment.GetEnvironmentVariable("FLA_TESTS_REQUIRE") ?? "").Split(',', StringSplitOptions.TrimEntries).Contains(program);

    /// <summary>Where a program is on the path, or null.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
