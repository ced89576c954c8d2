using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Where an entry was read: the user's store, a lock file, the team's server or an assembly.</summary>
internal static class EvidenceSource
{
    public static string Of(Evidence entry)
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        using IEvidenceStore own = environment.OwnStore();
        return entry.Origin switch
        {
            EvidenceOrigin.Own => $"measured on this machine, {own.Location}",
            EvidenceOrigin.Shipped => $"built into {KernelRegistry.EvidenceAssemblies.FirstOrDefault(a => Holds(ShippedEvidence.From(a), entry))?.GetName().Name ?? "an assembly"}",
            _ when environment.Snapshot is { } snapshot => $"foreign, snapshot {snapshot}",
            _ => $"foreign, {LockFiles().FirstOrDefault(path => Holds(LockFile.Open(path), entry)) ?? (HoldsTeam(entry) ? "the team's server" : own.Location)}",
        };
    }

    public static string[] LockFiles() => Environment.GetEnvironmentVariable("FLA_TUNE_LOCK")
        ?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool HoldsTeam(Evidence entry) => TuningEnvironment.Current.TeamStore() is { } team && Holds(team, entry);

    private static bool Holds(IEvidenceStore store, Evidence entry)
    {
        using (store)
            return store.Find(new() { Kernel = entry.Kernel, Element = entry.Site.Element, Devices = DeviceClass.Of(entry.Site.Device) }).Contains(entry);
    }
}
