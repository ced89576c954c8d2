namespace Fla.Tuning;

/// <summary>Several stores read as one. Writes go to the first; the others stay as they are.</summary>
public sealed class LayeredStore(params IReadOnlyList<IEvidenceStore> stores) : IEvidenceStore
{
    /// <inheritdoc/>
    public string Location => string.Join(" + ", stores.Select(static s => s.Location));

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [.. stores.SelectMany(static s => s.Warnings)];

    /// <inheritdoc/>
    public IReadOnlyList<Evidence> Find(EvidenceFilter filter) => EvidenceMerge.PerOwner([.. stores.Select(s => s.Find(filter))]);

    /// <inheritdoc/>
    public void Add(IReadOnlyCollection<Evidence> evidence) => stores[0].Add(evidence);

    /// <inheritdoc/>
    public int Remove(Func<Evidence, bool> unwanted) => stores[0].Remove(unwanted);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IEvidenceStore store in stores)
            store.Dispose();
    }
}
