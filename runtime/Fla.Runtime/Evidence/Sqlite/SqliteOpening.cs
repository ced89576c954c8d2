using Microsoft.Data.Sqlite;

namespace Fla.Tuning;

/// <summary>
/// Opens a store's database, one process at a time: SQLite finds the log of a database by its name, so a file that is
/// replaced while another process opens it would be read with the log of its successor.
/// </summary>
internal static class SqliteOpening
{
    /// <summary>An open database of this version, or null where there is none and none shall be made. A suspect one is checked thoroughly.</summary>
    public static SqliteConnection? Open(string path, bool create, bool suspect, StoreWarnings warnings)
    {
        string file = Real(path);
        if (create)
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        else if (!File.Exists(file))
            return null;
        using FileStream? _ = FileLock.Take(file + ".lock");
        SqliteConnection? ready = Probe(file, suspect, out string? problem);
        if (problem is not null)
            warnings.Set("set aside", $"{file} was set aside as {Path.GetFileName(SetAside.Move(file))}, and a new one begun: {problem}.");
        return ready ?? (create ? Create(file) : null);
    }

    private static string Real(string path)
    {
        string file = Path.GetFullPath(path);
        if (new FileInfo(file) is { Exists: true, LinkTarget: not null } link)
            file = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (Directory.Exists(file))
            throw new StoreRefusedException("it is a folder");
        return file.StartsWith("/dev/", StringComparison.Ordinal) ? throw new StoreRefusedException("it is a device") : file;
    }

    /// <summary>The database, or null and what is wrong with it; null and null where there is none.</summary>
    private static SqliteConnection? Probe(string file, bool thorough, out string? problem)
    {
        problem = null;
        if (!File.Exists(file))
            return null;
        if (new FileInfo(file).Length == 0)
        {
            problem = "it is empty";
            return null;
        }

        SqliteConnection? connection = null;
        try
        {
            connection = Connect(file);
            problem = EvidenceSchema.Problem(connection, thorough);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteCode.Corrupt or SqliteCode.NoDatabase)
        {
            problem = e.SqliteErrorCode == SqliteCode.NoDatabase ? "it is no database of SQLite" : "it is damaged";
        }
        catch
        {
            connection?.Dispose();
            throw;
        }

        if (problem is null)
            return connection;
        connection?.Dispose();
        return null;
    }

    private static SqliteConnection Create(string file)
    {
        SetAside.DeleteCompanions(file);
        // Under its own name only when it is whole: a process that is killed meanwhile leaves no half database.
        string temporary = file + ".new";
        File.Delete(temporary);
        SetAside.DeleteCompanions(temporary);
        using (SqliteConnection connection = Plain(temporary, SqliteOpenMode.ReadWriteCreate))
            EvidenceSchema.Create(connection);
        File.Move(temporary, file);
        return Connect(file);
    }

    private static SqliteConnection Connect(string file)
    {
        try
        {
            SqliteConnection connection = Plain(file, SqliteOpenMode.ReadWrite);
            try
            {
                EvidenceSchema.Configure(connection);
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteCode.ReadOnly or SqliteCode.CannotOpen && new FileInfo(file + "-wal") is not { Exists: true, Length: > 0 })
        {
            // In a folder that cannot be written SQLite has no place for its shared memory, and needs none when nobody writes.
            return Plain(new Uri(file).AbsoluteUri + "?immutable=1", SqliteOpenMode.ReadOnly);
        }
    }

    private static SqliteConnection Plain(string source, SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        connection.Open();
        return connection;
    }
}
