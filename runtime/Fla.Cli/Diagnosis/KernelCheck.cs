using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The compiled kernels: which of them must not run here.</summary>
internal static class KernelCheck
{
    private const string Area = "kernels";

    public static IEnumerable<Finding> Look()
    {
        yield return Finding.Ok(Area, $"{KernelRegistry.Tables.Count} kernels with {KernelRegistry.Tables.Sum(t => t.Variants.Count)} variants");
        foreach (string problem in KernelRegistry.Problems)
            yield return Finding.Problem(Area, problem, "build them against the version of the kernels that the program runs with");
        TuningEnvironment environment = TuningEnvironment.Current;
        KnownBad table = environment.KnownBadTable();
        string[] applying = [.. Machine.All.SelectMany(m => table.Applying(m.Device, m.Toolchain)).Distinct()];
        if (applying.Length == 0)
            yield return Finding.Ok(Area, $"no entry of the known-bad table applies here ({table.Lines.Count} in all)");
        foreach (string line in applying)
            yield return Finding.Warning(Area, $"known to be bad here: {line}", "these variants are not run; another version of what the conditions name ends that");
        // A snapshot that is not there is reported among the settings.
        using IEvidenceStore store = new TuningEnvironment(static name => name == "FLA_TUNE_SNAPSHOT" ? null : Environment.GetEnvironmentVariable(name)).Store();
        foreach (Evidence entry in store.Find(new()).Where(e => e.Rejection is not null && Build.Has(e) && Machine.All.Any(m => m.Measured(e))).DistinctBy(e => e.Variant))
            yield return Finding.Warning(Area, $"{entry.Variant} was rejected: {entry.Rejection}", "it is not run; `fla tune --retry` gates it again. If it is wrong then too, report it");
    }
}
