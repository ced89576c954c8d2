using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache export FILE</c>: the user's store as a lock file.</summary>
internal static class CacheExportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The lock file to write; one that is there is replaced." };
        var filter = new Option<string[]>("--filter")
        {
            Description = "Only entries whose field (kernel, variant, element, dims, bucket, device, toolchain, policy, origin) is like this; * and ? stand for anything. May be given again.",
            HelpName = "FIELD=PATTERN",
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("export", "Writes what the store holds as a lock file: to share it, or to build it into an assembly.") { file, filter, json };
        command.SetAction(result =>
        {
            string path = result.GetValue(file)!;
            EvidencePattern[] patterns = [.. (result.GetValue(filter) ?? []).Select(text => new EvidencePattern(text))];
            LockTarget.Check(path);
            using IEvidenceStore store = TuningEnvironment.Current.OwnStore();
            Evidence[] entries = [.. store.Find(new()).Where(e => e.IsPortable && patterns.All(p => p.Matches(e)))];
            foreach (string warning in store.Warnings)
                Boundary.Report($"note: {warning}");
            if (entries.Length == 0)
                throw new CliException($"nothing to export: {store.Location} holds no such entry (`fla cache stats` shows what it holds)");
            bool written = LockFile.Write(path, entries);
            LockTarget.Report(result.GetValue(json), path, EvidenceMerge.Union(entries).Count, written);
            return ExitCode.Ok;
        });
        return command;
    }
}
