using Fla.Tuning;

namespace Fla.Redis;

/// <summary>What a server is known to hold, in memory, by what look-ups name. Thread-safe.</summary>
internal sealed class TeamIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kernel, string Element), Dictionary<string, Evidence>> _groups = [];

    public IReadOnlyList<Evidence> Find(EvidenceFilter filter)
    {
        lock (_gate)
        {
            IEnumerable<Dictionary<string, Evidence>> groups = filter is not { Kernel: { } kernel, Element: { } element } ? _groups.Values
                : _groups.TryGetValue((kernel, element), out Dictionary<string, Evidence>? group) ? [group] : [];
            return [.. groups.SelectMany(static g => g.Values).Where(filter.Matches)];
        }
    }

    /// <summary>The entry of the same key, or null.</summary>
    public Evidence? Same(Evidence entry)
    {
        lock (_gate)
            return _groups.GetValueOrDefault(Group(entry))?.GetValueOrDefault(entry.Key);
    }

    /// <summary>Puts entries in the place of those of the same keys.</summary>
    public void Apply(IEnumerable<(string Key, Evidence? Entry)> changes)
    {
        lock (_gate)
        {
            foreach ((string key, Evidence? entry) in changes)
            {
                if (entry is null)
                    Remove(key);
                else if (_groups.TryGetValue(Group(entry), out Dictionary<string, Evidence>? group))
                    group[key] = entry;
                else
                    _groups[Group(entry)] = new(StringComparer.Ordinal) { [key] = entry };
            }
        }
    }

    private static (string Kernel, string Element) Group(Evidence entry) => (entry.Kernel, entry.Site.Element);

    // The key of what is gone need not be one.
    private void Remove(string key)
    {
        if (key.Split('\t', 3) is [var kernel, var element, _] && _groups.TryGetValue((kernel, element), out Dictionary<string, Evidence>? group))
            group.Remove(key);
    }
}
