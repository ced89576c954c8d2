namespace Fla.Tuning;

/// <summary>
/// Keeps evidence. A store never decides anything, and a store that cannot be read or written is an empty one that says so:
/// no member throws for what is wrong with a file, a disk or a network. Thread-safe; many processes may use one at a time.
/// </summary>
public interface IEvidenceStore : IDisposable
{
    /// <summary>Where it is, for people.</summary>
    string Location { get; }

    /// <summary>What is wrong with it, for people; empty when nothing is.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>The entries that a filter lets through, with their origin. One key may be there twice: as own and as foreign.</summary>
    IReadOnlyList<Evidence> Find(EvidenceFilter filter);

    /// <summary>Merges entries into the store; those with absurd values are left out. Entries of origin <see cref="EvidenceOrigin.Own"/> stay own.</summary>
    void Add(IReadOnlyCollection<Evidence> evidence);

    /// <summary>Deletes entries and returns how many.</summary>
    int Remove(Func<Evidence, bool> unwanted);
}
