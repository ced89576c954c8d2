using System.CommandLine;

namespace Fla.Cli;

/// <summary><c>fla cache</c>: what was measured, as files.</summary>
internal static class CacheCommand
{
    public static Command Create() => new("cache", "Looks at what was measured, and moves it between the store, lock files and the team's server.")
    {
        CacheStatsCommand.Create(),
        CacheDiffCommand.Create(),
        CacheMergeCommand.Create(),
        CacheMergeDriverCommand.Create(),
        CacheExportCommand.Create(),
        CacheImportCommand.Create(),
        CachePushCommand.Create(),
        CachePullCommand.Create(),
        CacheGcCommand.Create(),
        CacheKeyCommand.Create(),
        CacheSignCommand.Create(),
        CacheVerifyCommand.Create(),
        CacheSnapshotCommand.Create(),
    };
}
