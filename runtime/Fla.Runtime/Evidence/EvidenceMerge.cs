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
            order = string.CompareOrdinal(a.Text, b.Text);
        if (order == 0)
            order = a.Origin.CompareTo(b.Origin);
        return order >= 0 ? a : b;
    }

    /// <summary>One entry a key, sorted by key.</summary>
    public static IReadOnlyList<Evidence> Union(params IEnumerable<Evidence>[] sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return sources.Aggregate((IReadOnlyList<Evidence>)[], static (merged, source) => Union(merged, Sorted(source)));
    }

    /// <summary>
    /// What two descendants of one state come to: the union, without the entries that one of them removed and the other left as they were.
    /// </summary>
    /// <param name="ancestor">What both started from.</param>
    /// <param name="ours">One descendant.</param>
    /// <param name="theirs">The other.</param>
    public static IReadOnlyList<Evidence> Merge(IEnumerable<Evidence> ancestor, IEnumerable<Evidence> ours, IEnumerable<Evidence> theirs)
    {
        ArgumentNullException.ThrowIfNull(ancestor);
        Dictionary<string, string> before = Union(ancestor).ToDictionary(static e => e.Key, static e => e.Text, StringComparer.Ordinal);
        IReadOnlyList<Evidence> left = Union(ours), right = Union(theirs);
        HashSet<string> both = new(left.Select(static e => e.Key), StringComparer.Ordinal);
        both.IntersectWith(right.Select(static e => e.Key));
        return [.. Union(left, right).Where(e => both.Contains(e.Key) || !before.TryGetValue(e.Key, out string? text) || text != e.Text)];
    }

    /// <summary>One entry a key and owner: what a store may answer.</summary>
    internal static IReadOnlyList<Evidence> PerOwner(params IEnumerable<Evidence>[] sources)
    {
        ILookup<bool, Evidence> own = sources.SelectMany(static s => s).ToLookup(static e => e.Origin == EvidenceOrigin.Own);
        return [.. Union(own[true]), .. Union(own[false])];
    }

    private static IReadOnlyList<Evidence> Union(IReadOnlyList<Evidence> a, IReadOnlyList<Evidence> b)
    {
        if (a.Count == 0)
            return b;
        List<Evidence> merged = new(a.Count + b.Count);
        int i = 0, j = 0;
        while (i < a.Count && j < b.Count)
        {
            int order = Compare(a[i], b[j]);
            merged.Add(order == 0 ? Join(a[i], b[j]) : order < 0 ? a[i] : b[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        merged.AddRange(a.Skip(i));
        merged.AddRange(b.Skip(j));
        return merged;
    }

    // Files and tables are sorted already.
    private static IReadOnlyList<Evidence> Sorted(IEnumerable<Evidence> source)
    {
        Evidence[] entries = [.. source];
        if (IsSorted(entries))
            return entries;
        Array.Sort(entries, Compare);
        List<Evidence> merged = new(entries.Length);
        foreach (Evidence entry in entries)
        {
            if (merged is [.., { } last] && Compare(last, entry) == 0)
                merged[^1] = Join(last, entry);
            else
                merged.Add(entry);
        }

        return merged;
    }

    private static bool IsSorted(Evidence[] entries)
    {
        for (int i = 1; i < entries.Length; i++)
        {
            if (Compare(entries[i - 1], entries[i]) >= 0)
                return false;
        }

        return true;
    }

    private static int Compare(Evidence a, Evidence b) => EvidenceText.KeyOf(a).SequenceCompareTo(EvidenceText.KeyOf(b));
}
