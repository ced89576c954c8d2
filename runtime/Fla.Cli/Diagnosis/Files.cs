namespace Fla.Cli;

/// <summary>What files of a store take.</summary>
internal static class Files
{
    /// <summary>The size of a database with what SQLite keeps beside it; 0 when there is none.</summary>
    public static long Bytes(string path) =>
        new[] { path, path + "-wal" }.Select(p => new FileInfo(p)).Where(f => f.Exists).Sum(f => f.Length);

    public static string Size(string path) => Format.Bytes(Bytes(path));
}
