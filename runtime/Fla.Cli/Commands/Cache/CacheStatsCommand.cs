using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache stats</c>: what the user's own store holds.</summary>
internal static class CacheStatsCommand
{
    public static Command Create()
    {
        Option<bool> json = SharedOptions.Json();
        var command = new Command("stats", "Says where the store is and what it holds.") { json };
        command.SetAction(result =>
        {
            KernelIndex.Register();
            using IEvidenceStore store = TuningEnvironment.Current.OwnStore();
            var stats = new CacheStats(store) { Team = TeamStats.Ask() };
            if (result.GetValue(json))
                CacheStatsJson.Print(stats);
            else
                CacheStatsTables.Print(stats);
            return ExitCode.Ok;
        });
        return command;
    }
}
