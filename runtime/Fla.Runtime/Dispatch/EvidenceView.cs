using System.Collections.Concurrent;
using Fla.Tuning;

namespace Fla;

/// <summary>A store's evidence by variant, read once: a process decides by what it saw first until it is told to forget.</summary>
internal sealed class EvidenceView(DispatcherSettings settings)
{
    private readonly ConcurrentDictionary<(string Kernel, string Element), ILookup<string, Evidence>> _kernels = new();
    private readonly ConcurrentDictionary<(string Space, EvidenceSite Site), EvidenceSite[]> _sites = new();

    /// <summary>What is known about a variant's code as it is in this build by those who are trusted, the best origin first.</summary>
    public IEnumerable<Evidence> Of(KernelVariant variant, string element) =>
        _kernels.GetOrAdd((variant.Kernel, element), Read)[variant.Id].Where(e => e.ContentHash == variant.ContentHash && settings.Counts(e));

    /// <summary>The sites whose times say something about one, the nearest first. Ties end alike everywhere.</summary>
    public EvidenceSite[] Near(string space, EvidenceSite site, IEnumerable<Evidence> evidence) => _sites.GetOrAdd((space, site), static (key, evidence) =>
        [.. evidence
            .Where(static e => e.Count > 0)
            .Select(static e => e.Site)
            .Distinct()
            .Select(measured => (Site: measured, Distance: Nearness.Distance(key.Site, measured)))
            .Where(static s => s.Distance is not null)
            .OrderBy(static s => s.Distance)
            .ThenBy(static s => s.Site.ToString(), StringComparer.Ordinal)
            .Select(static s => s.Site)], evidence);

    private ILookup<string, Evidence> Read((string Kernel, string Element) key) => settings.Store
        .Find(new EvidenceFilter { Kernel = key.Kernel, Element = key.Element, Devices = DeviceClass.Of(settings.Device.Id) })
        .OrderByDescending(static e => e.Origin)
        .ToLookup(static e => e.Variant, StringComparer.Ordinal);
}
