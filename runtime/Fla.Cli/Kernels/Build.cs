using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The code of this build, as evidence names it.</summary>
internal static class Build
{
    private static readonly Lazy<Dictionary<string, string>> Hashes =
        new(() => KernelRegistry.Tables.SelectMany(t => t.Variants).ToDictionary(v => v.Id, v => v.ContentHash));

    /// <summary>Whether this build has the variant that an entry is about, with the very code.</summary>
    public static bool Has(Evidence entry) => Hashes.Value.GetValueOrDefault(entry.Variant) == entry.ContentHash;
}
