using System.Reflection;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What evidence assemblies bring along, and how much of it is about this build and this machine.</summary>
internal static class EvidenceCheck
{
    private const string Area = "evidence";

    public static IEnumerable<Finding> Look()
    {
        foreach (Assembly assembly in KernelRegistry.EvidenceAssemblies)
        {
            using IEvidenceStore shipped = ShippedEvidence.From(assembly);
            string name = assembly.GetName().Name ?? "an assembly";
            IReadOnlyList<Evidence> entries = shipped.Find(new());
            if (shipped.Warnings is [var warning, ..])
                yield return Finding.Warning(Area, warning, $"build {name} again with a lock file that `fla cache merge` wrote");
            else if (assembly.GetManifestResourceInfo(LockFile.Name) is null)
                yield return Finding.Ok(Area, $"{name} has no embedded {LockFile.Name}: nothing was measured for it in advance");
            else if (entries.Count > 0 && entries.Count(Build.Has) == 0)
                yield return Finding.Warning(Area, $"{name}/{LockFile.Name}: {Match(entries)}", $"measure again with `fla tune --lock {LockFile.Name}` and build {name} again");
            else
                yield return Finding.Ok(Area, $"{name}/{LockFile.Name}: {Match(entries)}");
        }
    }

    /// <summary>How many of some entries can say something here.</summary>
    public static string Match(IReadOnlyList<Evidence> entries) =>
        $"{entries.Count} entries, {entries.Count(Build.Has)} of variants of this build, "
        + $"{entries.Count(e => Build.Has(e) && Machine.All.Any(m => m.Measured(e)))} of these from this kind of {(Machine.All.Count > 1 ? "CPU or GPU" : "CPU")} and toolchain";
}
