using Fla.Tuning;

namespace Fla.Tests.Stores;

public class SqliteFullTests
{
    private static readonly Evidence[] Many = [.. Enumerable.Range(1, 2000).Select(static i => Entries.Timed(i))];

    [Theory]
    [InlineData("PRAGMA max_page_count=4")]
    [InlineData("PRAGMA query_only=ON")]
    public void WhatCannotBeWrittenStaysInMemory(string limit)
    {
        using StoreFolder folder = new();
        folder.Add(Entries.Timed(0));
        using (SqliteStore store = new(folder.Database) { Pragma = limit })
        {
            store.Add(Many);
            Assert.Contains("kept in memory only", Assert.Single(store.Warnings));
            Assert.Equal(Many.Length + 1, store.Find(new()).Count);
            store.Add([Entries.Timed(1, second: 3)]);
            Assert.Equal(Many.Length + 1, store.Find(new()).Count);
            Assert.Single(store.Warnings);
        }

        Assert.Single(folder.Read());
        Assert.Empty(folder.SetAside);
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsStillRead()
    {
        using StoreFolder folder = new();
        folder.Add(Entries.Timed(1));
        // What a read-only folder does, also for root: no shared memory.
        Directory.CreateDirectory(folder.Database + "-shm");
        using SqliteStore store = new(folder.Database);
        Assert.Equal([Entries.Timed(1)], store.Find(new()));
        Assert.Empty(store.Warnings);
        store.Add([Entries.Timed(2)]);
        Assert.Equal(2, store.Find(new()).Count);
        Assert.Contains("kept in memory only", Assert.Single(store.Warnings));
    }

    [Fact]
    public void APathBelowAFileIsMemory()
    {
        using StoreFolder folder = new();
        File.WriteAllText(folder.At("file"), "");
        using SqliteStore store = new(Path.Combine(folder.At("file"), "tune.db"));
        Assert.Empty(store.Find(new()));
        store.Add([Entries.Timed(1)]);
        Assert.Single(store.Find(new()));
        Assert.Single(store.Warnings);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/full")]
    [InlineData("a\0b")]
    [InlineData("")]
    public void APathThatIsNoneIsMemory(string path)
    {
        using SqliteStore store = new(path);
        store.Find(new());
        store.Add([Entries.Timed(1)]);
        Assert.Single(store.Find(new()));
        Assert.Single(store.Warnings);
    }

    [Fact]
    public void WhatWaitedIsWrittenWhenThereIsRoom()
    {
        using StoreFolder folder = new();
        File.WriteAllText(folder.At("home"), "");
        using SqliteStore store = new(Path.Combine(folder.At("home"), "tune.db"));
        store.Add([Entries.Timed(1)]);
        File.Delete(folder.At("home"));
        store.Add([Entries.Timed(2)]);
        using SqliteStore other = new(store.Location);
        Assert.Equal(2, other.Find(new()).Count);
    }
}
