using Fla.Tuning;

namespace Fla.Redis;

using Entries = Dictionary<string, Evidence>;
using Kernel = (string Kernel, string Element);
using Site = (string Dims, string Bucket, string Device, string Toolchain);

/// <summary>What a server is known to hold, in memory, by what look-ups name: a kernel, or one site of it. Thread-safe.</summary>
/// <param name="unread">Entries that are read with the first look-up of their kernel and device.</param>
internal sealed class TeamIndex(UnreadLines? unread = null)
{
    private const int KeyFields = 9;

    private readonly Lock _gate = new();
    private readonly Dictionary<Kernel, Dictionary<Site, Entries>> _kernels = [];
    private volatile bool _isDamaged;

    /// <summary>Whether lines were no entries: something may be missing.</summary>
    public bool IsDamaged => _isDamaged;

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
                {
                    Read(KernelOf(entry), device => device == entry.Site.Device);
                    Place(entry);
                }
                // The key of what is gone need not be one.
                else if (key.Split('\t') is { Length: KeyFields } f)
                    At((f[0], f[1]), (f[2], f[3], f[4], f[5]))?.Remove(key);
            }
        }
    }

    /// <summary>Writes all entries, a line each, those of a kernel and device together. What nobody asked for is not read for it.</summary>
    public void Write(Stream stream)
    {
        Evidence[] entries;
        ReadOnlyMemory<byte>[] lines;
        lock (_gate)
        {
            entries = [.. from kernel in _kernels.Values from site in kernel orderby site.Key.Device from entry in site.Value.Values select entry];
            lines = [.. unread?.Left ?? []];
        }

        foreach (ReadOnlyMemory<byte> run in lines)
            stream.Write(run.Span);
        using StreamWriter text = new(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (Evidence entry in entries)
            text.WriteLine(entry.Text);
    }

    private IEnumerable<Entries> Near(EvidenceFilter filter)
    {
        if (filter is not { Kernel: { } kernel, Element: { } element })
        {
            foreach (Kernel one in (Kernel[])[.. unread?.Kernels ?? []])
                Read(one, static _ => true);
            return _kernels.Values.SelectMany(static sites => sites.Values);
        }

        if (filter is { Dims: { } dims, Bucket: { } bucket, Device: { } device, Toolchain: { } toolchain })
            return At((kernel, element), (dims, bucket, device, toolchain)) is { } entries ? [entries] : [];
        Read((kernel, element), filter.MayHave);
        return _kernels.TryGetValue((kernel, element), out Dictionary<Site, Entries>? sites) ? sites.Values : [];
    }

    private Entries? At(Kernel kernel, Site site)
    {
        Read(kernel, device => device == site.Device);
        return _kernels.GetValueOrDefault(kernel)?.GetValueOrDefault(site);
    }

    private void Read(Kernel kernel, Func<string, bool> devices)
    {
        foreach (Evidence? entry in unread?.Take(kernel, devices) ?? [])
        {
            if (entry is null)
                _isDamaged = true;
            else
                Place(entry);
        }
    }

    private void Place(Evidence entry)
    {
        (Kernel kernel, Site site) = (KernelOf(entry), SiteOf(entry));
        if (!_kernels.TryGetValue(kernel, out Dictionary<Site, Entries>? sites))
            _kernels[kernel] = sites = [];
        if (!sites.TryGetValue(site, out Entries? entries))
            sites[site] = entries = new(StringComparer.Ordinal);
        entries[entry.Key] = entry;
    }

    private static Kernel KernelOf(Evidence entry) => (entry.Kernel, entry.Site.Element);

    private static Site SiteOf(Evidence entry) => (entry.Site.Dims, entry.Site.Bucket, entry.Site.Device, entry.Site.Toolchain);
}
