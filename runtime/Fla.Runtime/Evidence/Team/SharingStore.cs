namespace Fla.Tuning;

/// <summary>The user's own store, which tells the team's what is new in it.</summary>
internal sealed class SharingStore(IEvidenceStore own, ITeamStore team) : IEvidenceStore
{
    public string Location => own.Location;

    public IReadOnlyList<string> Warnings => own.Warnings;

    public IReadOnlyList<Evidence> Find(EvidenceFilter filter) => own.Find(filter);

    public void Add(IReadOnlyCollection<Evidence> evidence)
    {
        own.Add(evidence);
        team.Add(evidence);
    }

    public int Remove(Func<Evidence, bool> unwanted) => own.Remove(unwanted);

    public void Dispose() => own.Dispose();
}
