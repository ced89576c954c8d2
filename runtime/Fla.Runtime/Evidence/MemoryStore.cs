namespace Fla.Tuning;

/// <summary>Evidence in memory: read-only evidence of assemblies and files, and where nothing can be written.</summary>
public sealed class MemoryStore : IEvidenceStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Key, bool Own), Evidence> _entries = [];

    /// <summary>A store that holds these entries.</summary>
    public MemoryStore(string location = "memory", IEnumerable<Evidence>? evidence = null, IReadOnlyList<string>? warnings = null)
    {
        Location = location;
        Warnings = warnings ?? [];
        Add([.. evidence ?? []]);
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Evidence> Find(EvidenceFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        lock (_gate)
            return [.. _entries.Values.Where(filter.Matches)];
    }

    /// <inheritdoc/>
    public void Add(IReadOnlyCollection<Evidence> evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        lock (_gate)
        {
            foreach (Evidence entry in evidence.Where(static e => EvidenceText.Problem(e) is null))
            {
                (string, bool) key = (entry.Key, entry.Origin == EvidenceOrigin.Own);
                _entries[key] = _entries.TryGetValue(key, out Evidence? known) ? EvidenceMerge.Join(known, entry) : entry;
            }
        }
    }

    /// <inheritdoc/>
    public int Remove(Func<Evidence, bool> unwanted)
    {
        ArgumentNullException.ThrowIfNull(unwanted);
        lock (_gate)
        {
            List<(string, bool)> keys = [.. _entries.Where(e => unwanted(e.Value)).Select(static e => e.Key)];
            keys.ForEach(key => _entries.Remove(key));
            return keys.Count;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
