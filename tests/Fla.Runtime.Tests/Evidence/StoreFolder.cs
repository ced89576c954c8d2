using Fla.Tuning;
using Microsoft.Data.Sqlite;

namespace Fla.Tests.Stores;

/// <summary>A folder for one test, deleted with it.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fla-stores-");

    public string Root => _folder.FullName;

    public string Database => At("tune.db");

    public string[] Names => [.. _folder.EnumerateFileSystemInfos().Select(static f => f.Name).Order(StringComparer.Ordinal)];

    public string[] SetAside => [.. Names.Where(static n => n.StartsWith("tune.db.set-aside-", StringComparison.Ordinal))];

    public string At(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Adds with a store of its own.</summary>
    public void Add(params IReadOnlyCollection<Evidence> entries) => Assert.Empty(AddInSpite(entries));

    /// <summary>Adds with a store of its own, and returns its warnings.</summary>
    public IReadOnlyList<string> AddInSpite(params IReadOnlyCollection<Evidence> entries)
    {
        using SqliteStore store = new(Database);
        store.Add(entries);
        return store.Warnings;
    }

    /// <summary>Reads with a store of its own.</summary>
    public string[] Read()
    {
        using SqliteStore store = new(Database);
        return Entries.Lines(store.Find(new()));
    }

    /// <summary>Writes rows past the store: of each text the fields of a key and the rest, as far as there are any; a seal; whether it claims to be own.</summary>
    public void Insert(IEnumerable<(string Text, byte[]? Seal, int Own)> rows)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "INSERT OR IGNORE INTO evidence VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        for (int i = 0; i < 12; i++)
            command.Parameters.Add(new($"${i}", null));
        foreach ((string text, byte[]? seal, int own) in rows)
        {
            string[] fields = text.Split('\t', 10);
            for (int i = 0; i < 9; i++)
                command.Parameters[i].Value = fields.ElementAtOrDefault(i) ?? "";
            command.Parameters[9].Value = (long)own;
            command.Parameters[10].Value = fields.ElementAtOrDefault(9) ?? "";
            command.Parameters[11].Value = seal is null ? DBNull.Value : seal;
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
