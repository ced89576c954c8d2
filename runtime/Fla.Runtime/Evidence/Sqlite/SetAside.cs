namespace Fla.Tuning;

/// <summary>Moves a database that cannot be used out of the way, with what SQLite keeps beside it: nothing is deleted.</summary>
internal static class SetAside
{
    private static readonly string[] Companions = ["-wal", "-shm"];

    /// <summary>Renames it and returns its new name.</summary>
    public static string Move(string path)
    {
        string aside = $"{path}.set-aside-{DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}";
        for (int i = 2; File.Exists(aside); i++)
            aside = $"{path}.set-aside-{DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}-{i}";
        File.Move(path, aside);
        foreach (string companion in Companions.Where(c => File.Exists(path + c)))
            File.Move(path + companion, aside + companion, overwrite: true);
        return aside;
    }

    /// <summary>What an earlier database of this name left behind: SQLite would replay it into the new one.</summary>
    public static void DeleteCompanions(string path)
    {
        foreach (string companion in Companions)
            File.Delete(path + companion);
    }
}
