using Fla.Tuning;

namespace Fla.Tests.Stores;

public class LayeredStoreTests
{
    [Fact]
    public void ReadsAllAndWritesTheFirst()
    {
        MemoryStore first = new("first"), second = new("second", [Entries.Timed(2, origin: EvidenceOrigin.Shipped)], ["odd"]);
        using LayeredStore store = new(first, second);
        store.Add([Entries.Timed(1)]);
        Assert.Equal(2, store.Find(new()).Count);
        Assert.Single(first.Find(new()));
        Assert.Equal(0, store.Remove(static e => e.Origin == EvidenceOrigin.Shipped));
        Assert.Equal(1, store.Remove(static _ => true));
        Assert.Equal(EvidenceOrigin.Shipped, Assert.Single(store.Find(new())).Origin);
        Assert.Equal(["odd"], store.Warnings);
        Assert.Equal("first + second", store.Location);
    }

    [Fact]
    public void OneKeyIsThereOnceAnOwner()
    {
        using LayeredStore store = new(
            new MemoryStore(evidence: [Entries.Timed(1), Entries.Timed(1, second: 1, EvidenceOrigin.Foreign)]),
            new MemoryStore(evidence: [Entries.Timed(1, second: 2, EvidenceOrigin.Foreign)]),
            new MemoryStore(evidence: [Entries.Timed(1, second: 2, EvidenceOrigin.Shipped)]));
        Assert.Equal(Entries.Lines([Entries.Timed(1), Entries.Timed(1, second: 2, EvidenceOrigin.Shipped)]), Entries.Lines(store.Find(new())));
    }

    [Fact]
    public void AnAssemblyBringsItsLockFile()
    {
        using IEvidenceStore shipped = ShippedEvidence.From(typeof(LayeredStoreTests).Assembly);
        Assert.Equal(EvidenceOrigin.Shipped, Assert.Single(shipped.Find(new())).Origin);
        Assert.Empty(shipped.Warnings);
        using IEvidenceStore none = ShippedEvidence.From(typeof(SqliteStore).Assembly);
        Assert.Empty(none.Find(new()));
    }
}
