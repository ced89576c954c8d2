using CsCheck;
using Fla.Tuning;

namespace Fla.Tests.Stores;

public class SqliteStoreTests
{
    [Fact]
    public void KeepsWhatAMemoryStoreKeeps() => Entries.Any.Array[0, 15].Array[1, 4].Sample(static batches =>
    {
        using StoreFolder folder = new();
        using MemoryStore memory = new();
        using SqliteStore store = new(folder.Database);
        foreach (Evidence[] batch in batches)
        {
            memory.Add(batch);
            store.Add(batch);
        }

        Assert.Equal(Entries.Lines(memory.Find(new())), Entries.Lines(store.Find(new())));
        Assert.Equal(Entries.Lines(memory.Find(new())), folder.Read());
        Func<Evidence, bool> late = static e => e.When > Entries.Noon;
        Assert.Equal(memory.Remove(late), store.Remove(late));
        Assert.Equal(Entries.Lines(memory.Find(new())), Entries.Lines(store.Find(new())));
        Assert.Empty(store.Warnings);
    }, iter: 25, threads: 1);

    [Fact]
    public void EveryFieldOfAFilterCounts()
    {
        using StoreFolder folder = new();
        Evidence entry = Entries.Timed(1);
        folder.Add(entry);
        using SqliteStore store = new(folder.Database);
        EvidenceFilter exact = new() { Kernel = entry.Kernel, Element = "f32", Dims = entry.Site.Dims, Bucket = entry.Site.Bucket, Device = entry.Site.Device, Toolchain = entry.Site.Toolchain };
        Assert.Single(store.Find(exact));
        foreach (EvidenceFilter other in (EvidenceFilter[])[exact with { Kernel = "x" }, exact with { Element = "x" }, exact with { Dims = "x" }, exact with { Bucket = "x" }, exact with { Device = "x" }, exact with { Toolchain = "x" }])
            Assert.Empty(store.Find(other));
        Assert.Single(store.Find(new() { Toolchain = entry.Site.Toolchain }));
    }

    [Fact]
    public void AbsurdEntriesAreLeftOut()
    {
        using StoreFolder folder = new();
        folder.Add(Entries.Timed(1, second: -1_000_000_000));
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void ReadingMakesNoFileAndLoadsNoDatabase()
    {
        using StoreFolder folder = new();
        Assert.Equal("0 not loaded", StoreProcess.Run(null, "idle", folder.Database));
        Assert.Empty(folder.Names);
        folder.Add(Entries.Timed(1));
        Assert.Equal("1 loaded", StoreProcess.Run(null, "idle", folder.Database));
    }

    [Fact]
    public void ADisposedStoreKeepsQuiet()
    {
        using StoreFolder folder = new();
        SqliteStore store = new(folder.Database);
        store.Add([Entries.Timed(1)]);
        store.Dispose();
        store.Dispose();
        Assert.Empty(store.Find(new()));
    }
}
