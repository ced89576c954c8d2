using Fla.Tuning;
using Microsoft.Data.Sqlite;

namespace Fla.Tests.Stores;

public class SqliteDamageTests
{
    private static readonly Evidence[] Many = [.. Enumerable.Range(0, 500).Select(static i => Entries.Timed(i))];

    [Fact]
    public void AFileThatIsNoDatabaseIsSetAside() => IsSetAside(static path => File.WriteAllText(path, new string('x', 5000)), "it is no database of SQLite");

    [Fact]
    public void AnEmptyFileIsSetAside() => IsSetAside(static path => File.WriteAllBytes(path, []), "it is empty");

    [Fact]
    public void AShortFileIsSetAside() => IsSetAside(static path => File.WriteAllText(path, "SQLite format 3\0"), "it is");

    [Fact]
    public void ADatabaseOfAnotherProgramIsSetAside() => IsSetAside(static path => Sql(path, "CREATE TABLE bookmarks (url)"), "it belongs to another program");

    [Fact]
    public void ATableThatIsNotOursIsSetAside() =>
        IsSetAside(static path => Sql(path, "PRAGMA application_id=1179402580; CREATE TABLE evidence (line TEXT)"), "its table is not the one of a store");

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    public void ATruncatedFileIsSetAside(int tenths) => IsSetAside(path =>
    {
        using (SqliteStore store = new(path))
            store.Add(Many);
        using FileStream file = File.OpenWrite(path);
        file.SetLength(Math.Min(file.Length * tenths / 10, file.Length - 1500));
    }, "it is damaged");

    [Fact]
    public void ADamagedPageIsSetAside() => IsSetAside(static path =>
    {
        using (SqliteStore store = new(path))
            store.Add(Many);
        using FileStream file = File.OpenWrite(path);
        file.Position = 4096;
        file.Write(new byte[file.Length - 4096 - 1]);
    }, "it is damaged");

    [Fact]
    public void TheLogIsSetAsideWithItsDatabase()
    {
        using StoreFolder folder = new();
        File.WriteAllText(folder.Database, "");
        File.WriteAllText(folder.Database + "-wal", "log");
        folder.AddInSpite(Entries.Timed(1));
        Assert.Equal(["", "log"], folder.SetAside.Select(name => File.ReadAllText(folder.At(name))));
        Assert.EndsWith("-wal", folder.SetAside[1]);
    }

    [Fact]
    public void TheLogOfADeletedDatabaseIsNotReplayed()
    {
        using StoreFolder folder = new();
        using SqliteStore old = new(folder.Database);
        old.Add(Many);
        string log = folder.At("log");
        File.Copy(folder.Database + "-wal", log);
        old.Dispose();
        File.Delete(folder.Database);
        File.Move(log, folder.Database + "-wal");
        folder.Add(Entries.Timed(1));
        Assert.Single(folder.Read());
    }

    [Fact]
    public void ANewerFileIsLeftAlone()
    {
        using StoreFolder folder = new();
        folder.Add(Entries.Timed(1));
        Sql(folder.Database, "PRAGMA user_version=2");
        StaysInMemory(folder.Database, "a newer version of Fla wrote it");
        Assert.Empty(folder.SetAside);
        Sql(folder.Database, "PRAGMA user_version=1");
        Assert.Single(folder.Read());
    }

    [Fact]
    public void AFolderIsLeftAlone()
    {
        using StoreFolder folder = new();
        Directory.CreateDirectory(folder.Database);
        StaysInMemory(folder.Database, "it is a folder");
        Assert.Equal(["tune.db"], folder.Names);
    }

    [Fact]
    public void RowsThatLieAreLeftOut()
    {
        using StoreFolder folder = new();
        folder.Add(Entries.Timed(1), Entries.Timed(2), Entries.Timed(3));
        Sql(folder.Database, $"""
            UPDATE evidence SET result = replace(result, '1000,', '1,') WHERE variant LIKE '%-1';
            UPDATE evidence SET result = 'junk' || char(0) WHERE variant LIKE '%-2';
            """);
        using SqliteStore store = new(folder.Database);
        Assert.Equal(Entries.Timed(3), Assert.Single(store.Find(new())));
        Assert.Contains("2 entries are not valid", Assert.Single(store.Warnings));
        store.Add([Entries.Timed(1, second: 5)]);
        Assert.Equal(2, store.Find(new()).Count);
    }

    [Fact]
    public void DamageWhileOpenIsNoticedAndSurvived()
    {
        using StoreFolder folder = new();
        using SqliteStore store = new(folder.Database);
        store.Add(Many);
        using (SqliteStore other = new(folder.Database) { Pragma = "PRAGMA wal_checkpoint(TRUNCATE)" })
            other.Find(new() { Kernel = "none" });
        using (FileStream file = new(folder.Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.Write(new byte[file.Length]);
        store.Find(new());
        store.Add([Entries.Timed(7)]);
        Assert.Equal([$"Own {Entries.Timed(7).Line}"], folder.Read()[..1]);
    }

    private static void IsSetAside(Action<string> damage, string why)
    {
        using StoreFolder folder = new();
        damage(folder.Database);
        byte[] before = File.ReadAllBytes(folder.Database);
        using (SqliteStore store = new(folder.Database))
        {
            store.Find(new());
            store.Add([Entries.Timed(1)]);
            Assert.Equal([Entries.Timed(1)], store.Find(new()));
            string warning = Assert.Single(store.Warnings);
            Assert.Contains("was set aside as tune.db.set-aside-", warning);
            Assert.Contains(why, warning);
        }

        Assert.Equal(before, File.ReadAllBytes(folder.At(Assert.Single(folder.SetAside))));
        Assert.Equal([$"Own {Entries.Timed(1).Line}"], folder.Read());
    }

    private static void StaysInMemory(string path, string why)
    {
        using SqliteStore store = new(path);
        store.Add([Entries.Timed(2)]);
        Assert.Equal([Entries.Timed(2)], store.Find(new()));
        Assert.Contains(why, Assert.Single(store.Warnings));
        Assert.Equal(1, store.Remove(static _ => true));
    }

    private static void Sql(string path, string sql)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
