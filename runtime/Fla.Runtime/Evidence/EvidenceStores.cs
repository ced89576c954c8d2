namespace Fla.Tuning;

/// <summary>Where evidence is kept.</summary>
public static class EvidenceStores
{
    /// <summary>The variable that names another place: a path, or <c>memory</c>.</summary>
    public const string Variable = "FLA_TUNE_STORE";

    private const string Memory = "memory";

    /// <summary>The user's store: where <see cref="Variable"/> says, else <c>fla/tune.db</c> among the user's local data. The caller disposes it.</summary>
    public static IEvidenceStore Default()
    {
        string? chosen = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(chosen))
            return At(chosen);
        return DefaultPath is { } path
            ? At(path)
            : new MemoryStore(Memory, warnings: [$"Tuning results are kept in memory only: this user has no home folder. Set {Variable} to a path."]);
    }

    /// <summary>Where the user's store is when nothing else is said; null for a user without a home.</summary>
    public static string? DefaultPath => LocalData() is { } folder ? Path.Combine(folder, "fla", "tune.db") : null;

    /// <summary>The store at a path, or in memory when that is <c>memory</c>.</summary>
    public static IEvidenceStore At(string location) => location == Memory ? new MemoryStore(Memory) : new SqliteStore(location);

    private static string? LocalData()
    {
        // Without these, .NET makes up a folder below the root.
        if (!OperatingSystem.IsWindows() && IsUnset("HOME") && IsUnset("XDG_DATA_HOME"))
            return null;
        string folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathRooted(folder) ? folder : null;
    }

    private static bool IsUnset(string variable) => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
