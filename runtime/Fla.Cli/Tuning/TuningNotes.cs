using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What in the environment keeps measurements from deciding calls.</summary>
internal static class TuningNotes
{
    public static IEnumerable<string> All()
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        if (environment.Mode == TuneMode.Off)
            yield return "FLA_TUNE is off: calls do not use what is measured until it is unset";
        if (environment.Snapshot is { } snapshot)
            yield return $"FLA_TUNE_SNAPSHOT is {snapshot}: calls go by that snapshot, not by what is measured, until it is unset";
        if (Environment.GetEnvironmentVariable(EvidenceStores.Variable) == "memory")
            yield return $"{EvidenceStores.Variable} is memory: what is measured is gone with this process, unless --lock names a file";
    }
}
