using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Evidence by the name of its place: <c>own</c>, <c>team</c>, a store's path or a lock file.</summary>
internal static class EvidencePlace
{
    public const string Own = "own";
    public const string Team = "team";

    /// <summary>The portable entries of a place, one a key.</summary>
    public static IReadOnlyList<Evidence> Read(string place)
    {
        if (place == Own)
        {
            using IEvidenceStore own = TuningEnvironment.Current.OwnStore();
            return Portable(own);
        }

        if (place == Team)
        {
            using ITeamStore team = OfTeam();
            TeamOptions.Synchronize(team, TeamOptions.Patience);
            return Portable(team);
        }

        if (!File.Exists(place))
            throw new CliException($"there is no file {place}: expected '{Own}', '{Team}', a lock file or a store");
        if (IsDatabase(place))
            return ReadCopy(place);
        return LockFileAt(place).Evidence;
    }

    /// <summary>Reads a lock file, and says what was left out of it.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static LockFileContent LockFileAt(string path)
    {
        if (!File.Exists(path))
            throw new CliException($"there is no file {path}");
        LockFileContent content = LockFile.Read(path);
        if (content.Refused)
            throw new CliException(content.Warnings[0]);
        foreach (string warning in content.Warnings)
            Boundary.Report($"note: {warning}");
        return content;
    }

    /// <summary>Whether lines of a file were not understood; that git left conflict markers in it is no such thing.</summary>
    public static bool IsIncomplete(LockFileContent content) =>
        content.Warnings.Any(w => !w.Contains("conflict markers", StringComparison.Ordinal));

    private static ITeamStore OfTeam()
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        return environment.TeamStore() ?? throw new CliException(environment.Warnings is [var wrong, ..] ? wrong : $"there is no team: set {TeamStores.Variable}");
    }

    private static bool IsDatabase(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> start = stackalloc byte[16];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("SQLite format 3\0"u8);
    }

    /// <summary>A store sets a database aside that it cannot use: so it gets a copy, and what was named stays as it is.</summary>
    private static IReadOnlyList<Evidence> ReadCopy(string path)
    {
        string folder = Directory.CreateTempSubdirectory("fla-cache-").FullName;
        try
        {
            string copy = Path.Combine(folder, "copy.db");
            foreach (string suffix in (string[])["", "-wal"])
            {
                if (File.Exists(path + suffix))
                    File.Copy(path + suffix, copy + suffix);
            }

            using IEvidenceStore store = EvidenceStores.At(copy);
            IReadOnlyList<Evidence> entries = Portable(store);
            return File.Exists(copy) ? entries : throw new CliException($"{path} is no store of evidence");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<Evidence> Portable(IEvidenceStore store) => EvidenceMerge.Union(store.Find(new()).Where(static e => e.IsPortable));
}
