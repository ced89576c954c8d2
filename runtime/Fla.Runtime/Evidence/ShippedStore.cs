using System.Collections.Concurrent;
using System.Reflection;

namespace Fla.Tuning;

/// <summary>What all assemblies with kernels bring along, also those that are loaded after the first dispatch. Read-only.</summary>
internal sealed class ShippedStore : IEvidenceStore
{
    private readonly ConcurrentDictionary<Assembly, IEvidenceStore> _stores = new();

    public string Location => "what is built in";

    public IReadOnlyList<string> Warnings => [.. Stores.SelectMany(static s => s.Warnings)];

    private IEnumerable<IEvidenceStore> Stores => KernelRegistry.EvidenceAssemblies.Select(a => _stores.GetOrAdd(a, ShippedEvidence.From));

    public IReadOnlyList<Evidence> Find(EvidenceFilter filter) => EvidenceMerge.PerOwner([.. Stores.Select(s => s.Find(filter))]);

    public void Add(IReadOnlyCollection<Evidence> evidence)
    {
    }

    public int Remove(Func<Evidence, bool> unwanted) => 0;

    public void Dispose()
    {
    }
}
