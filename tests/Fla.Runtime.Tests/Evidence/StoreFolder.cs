using Fla.Tuning;

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

    public void Dispose() => _folder.Delete(recursive: true);
}
