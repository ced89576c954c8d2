using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fla.Tuning;

/// <summary>The tables of the database, and whether a database has them.</summary>
internal static class EvidenceSchema
{
    private const long Version = 1;

    // "FLAT": the file is ours, whatever its version.
    private const long Application = 0x464C4154;

    // The order of the key is that of a look-up, so its index serves every filter that names a kernel.
    private const string Table = """
        CREATE TABLE evidence (
          kernel TEXT NOT NULL, element TEXT NOT NULL, dims TEXT NOT NULL, bucket TEXT NOT NULL, device TEXT NOT NULL,
          toolchain TEXT NOT NULL, policy TEXT NOT NULL, variant TEXT NOT NULL, content_hash TEXT NOT NULL, own INTEGER NOT NULL,
          result TEXT NOT NULL, seal BLOB,
          PRIMARY KEY (kernel, element, dims, bucket, device, toolchain, policy, variant, content_hash, own)
        ) STRICT, WITHOUT ROWID
        """;

    public static void Create(SqliteConnection connection)
    {
        Run(connection, "PRAGMA journal_mode=WAL");
        Run(connection, $"BEGIN; {Table}; PRAGMA application_id={Application}; PRAGMA user_version={Version}; COMMIT");
    }

    /// <summary>
    /// A writer waits for others instead of failing; a crash of the machine may cost the last entries, never the file. The last
    /// pragma reads, which fails where SQLite has no place for its shared memory.
    /// </summary>
    public static void Configure(SqliteConnection connection)
    {
        // One by one: behind a pragma that answers, an error is swallowed.
        foreach (string pragma in (string[])["busy_timeout=15000", "synchronous=NORMAL", "trusted_schema=OFF", "schema_version"])
            Ask(connection, $"PRAGMA {pragma}");
    }

    /// <summary>Why this is not the database of a store, or null.</summary>
    public static string? Problem(SqliteConnection connection, bool thorough)
    {
        if (Convert.ToInt64(Ask(connection, "PRAGMA application_id"), CultureInfo.InvariantCulture) != Application)
            return "it belongs to another program";
        long version = Convert.ToInt64(Ask(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version > Version)
            throw new StoreRefusedException($"a newer version of Fla wrote it (format {version}, this one knows {Version})");
        if (Ask(connection, "SELECT sql FROM sqlite_master WHERE name = 'evidence'") as string != Table)
            return "its table is not the one of a store";
        return thorough && Ask(connection, "PRAGMA quick_check(1)") as string is { } found and not "ok" ? $"it is damaged ({found})" : null;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
