namespace Fla.Tuning;

/// <summary>Only the gate results of a store: under a snapshot, this user's own times must not decide.</summary>
internal sealed class GateStore(IEvidenceStore inner) : IEvidenceStore
{
    public string Location => $"gate results of {inner.Location}";

    public IReadOnlyList<string> Warnings => inner.Warnings;

    public IReadOnlyList<Evidence> Find(EvidenceFilter filter) => [.. inner.Find(filter).Where(static e => e.Count == 0)];

    public void Add(IReadOnlyCollection<Evidence> evidence) => inner.Add(evidence);

    public int Remove(Func<Evidence, bool> unwanted) => inner.Remove(unwanted);

    public void Dispose() => inner.Dispose();
}
