namespace Fla.Tuning;

/// <summary>
/// How entries of one key become one: the largest in a total order. So merging is associative, commutative and idempotent, and
/// any number of machines that exchange entries in any order end with the same file.
/// </summary>
public static class EvidenceMerge
{
    /// <summary>The entry that stays of two with the same key: a rejection before a time, then the later, then the larger text.</summary>
    public static Evidence Join(Evidence a, Evidence b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        int order = (a.Rejection is not null).CompareTo(b.Rejection is not null);
        if (order == 0)
            order = a.When.CompareTo(b.When);
        if (order == 0)
            order = string.CompareOrdinal(a.Line, b.Line);
        if (order == 0)
            order = a.Origin.CompareTo(b.Origin);
        return order >= 0 ? a : b;
    }

    /// <summary>One entry a key, sorted by key.</summary>
    public static IReadOnlyList<Evidence> Union(params IEnumerable<Evidence>[] sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Dictionary<string, Evidence> merged = new(StringComparer.Ordinal);
        foreach (Evidence evidence in sources.SelectMany(static s => s))
        {
            string key = EvidenceText.Key(evidence);
            merged[key] = merged.TryGetValue(key, out Evidence? known) ? Join(known, evidence) : evidence;
        }

        return [.. merged.OrderBy(static e => e.Key, StringComparer.Ordinal).Select(static e => e.Value)];
    }

    /// <summary>One entry a key and owner: what a store may answer.</summary>
    internal static IReadOnlyList<Evidence> PerOwner(params IEnumerable<Evidence>[] sources)
    {
        Dictionary<(string, bool), Evidence> merged = [];
        foreach (Evidence evidence in sources.SelectMany(static s => s))
        {
            (string, bool) key = (EvidenceText.Key(evidence), evidence.Origin == EvidenceOrigin.Own);
            merged[key] = merged.TryGetValue(key, out Evidence? known) ? Join(known, evidence) : evidence;
        }

        return [.. merged.Values];
    }
}
