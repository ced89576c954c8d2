using Fla.Tuning;

namespace Fla.Cli;

/// <summary>A store in numbers.</summary>
internal sealed class CacheStats
{
    public CacheStats(IEvidenceStore store)
    {
        IReadOnlyList<Evidence> entries = store.Find(new());
        (Location, Bytes, Entries, Warnings) = (store.Location, Files.Bytes(store.Location), entries.Count, store.Warnings);
        Groups = [.. entries
            .GroupBy(e => (e.Kernel, e.Site.Device, e.Site.Toolchain, Origin: OriginName.Of(e.Origin)))
            .Select(g => new CacheGroup(
                g.Key.Kernel, g.Key.Device, g.Key.Toolchain, g.Key.Origin,
                g.Count(e => e.Count > 0), g.Count(e => e.Count == 0 && e.Rejection is null), g.Count(e => e.Rejection is not null), g.Count(Build.Has)))
            .OrderBy(g => g.ToString(), StringComparer.Ordinal)];
        Rejected = [.. entries.Where(e => e.Rejection is not null).OrderBy(e => e.Line, StringComparer.Ordinal)];
    }

    public string Location { get; }

    public long Bytes { get; }

    public int Entries { get; }

    public IReadOnlyList<string> Warnings { get; }

    public IReadOnlyList<CacheGroup> Groups { get; }

    public IReadOnlyList<Evidence> Rejected { get; }

    /// <summary>The team's store, or null where there is none.</summary>
    public TeamStats? Team { get; init; }
}

/// <summary>Entries that have kernel, device, toolchain and origin in common.</summary>
internal sealed record CacheGroup(string Kernel, string Device, string Toolchain, string Origin, int Times, int Gates, int Rejections, int OfThisBuild)
{
    public int Entries => Times + Gates + Rejections;
}
