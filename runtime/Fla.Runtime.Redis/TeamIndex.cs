using Fla.Tuning;

namespace Fla.Redis;

using Entries = Dictionary<string, Evidence>;
using Kernel = (string Kernel, string Element);
using Site = (string Dims, string Bucket, string Device, string Toolchain);

/// <summary>What a server is known to hold, in memory, by what look-ups name: a kernel, or one site of it. Thread-safe.</summary>
internal sealed class TeamIndex
{
    private const int KeyFields = 9;

    private readonly Lock _gate = new();
    private readonly Dictionary<Kernel, Dictionary<Site, Entries>> _kernels = [];

    public IReadOnlyList<Evidence> Find(EvidenceFilter filter)
    {
        lock (_gate)
            return [.. Near(filter).SelectMany(static entries => entries.Values).Where(filter.Matches)];
    }

    /// <summary>The entry of the same key, or null.</summary>
    public Evidence? Same(Evidence entry)
    {
        lock (_gate)
            return At(KernelOf(entry), SiteOf(entry))?.GetValueOrDefault(entry.Key);
    }

    /// <summary>Puts entries in the place of those of the same keys.</summary>
    public void Apply(IEnumerable<(string Key, Evidence? Entry)> changes)
    {
        lock (_gate)
        {
            foreach ((string key, Evidence? entry) in changes)
            {
                if (entry is not null)
                    Make(KernelOf(entry), SiteOf(entry))[key] = entry;
                // The key of what is gone need not be one.
                else if (key.Split('\t') is { Length: KeyFields } f)
                    At((f[0], f[1]), (f[2], f[3], f[4], f[5]))?.Remove(key);
            }
        }
    }

    private IEnumerable<Entries> Near(EvidenceFilter filter)
    {
        if (filter is not { Kernel: { } kernel, Element: { } element })
            return _kernels.Values.SelectMany(static sites => sites.Values);
        if (filter is { Dims: { } dims, Bucket: { } bucket, Device: { } device, Toolchain: { } toolchain })
            return At((kernel, element), (dims, bucket, device, toolchain)) is { } entries ? [entries] : [];
        return _kernels.TryGetValue((kernel, element), out Dictionary<Site, Entries>? sites) ? sites.Values : [];
    }

    private Entries? At(Kernel kernel, Site site) => _kernels.GetValueOrDefault(kernel)?.GetValueOrDefault(site);

    private Entries Make(Kernel kernel, Site site)
    {
        if (!_kernels.TryGetValue(kernel, out Dictionary<Site, Entries>? sites))
            _kernels[kernel] = sites = [];
        if (!sites.TryGetValue(site, out Entries? entries))
            sites[site] = entries = new(StringComparer.Ordinal);
        return entries;
    }

    private static Kernel KernelOf(Evidence entry) => (entry.Kernel, entry.Site.Element);

    private static Site SiteOf(Evidence entry) => (entry.Site.Dims, entry.Site.Bucket, entry.Site.Device, entry.Site.Toolchain);
}
