using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache import FILE</c>: a lock file into the user's store, as what others say.</summary>
internal static class CacheImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The lock file." };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("import", "Adds a lock file to the store, as foreign: its winners pass the gate here before they run.") { file, json };
        command.SetAction(result =>
        {
            KernelIndex.Register();
            string path = result.GetValue(file)!;
            LockFileContent content = EvidencePlace.LockFileAt(path);
            using IEvidenceStore store = TuningEnvironment.Current.OwnStore();
            if (TuningEnvironment.Current.Folder is null)
                throw new CliException("there is no store to import into: it is in memory. Set FLA_TUNE_STORE to a path");
            store.Add([.. content.Evidence]);
            foreach (string warning in store.Warnings)
                Boundary.Report($"note: {warning}");
            int usable = content.Evidence.Count(Build.Has);
            if (result.GetValue(json))
            {
                JsonLine.Write(line =>
                {
                    line.WriteString("store", store.Location);
                    line.WriteNumber("entries", content.Evidence.Count);
                    line.WriteNumber("ofThisBuild", usable);
                });
            }
            else
            {
                Console.WriteLine($"{store.Location}: {content.Evidence.Count} entries of {path} merged as foreign, {usable} of them of variants of this build");
            }

            return EvidencePlace.IsIncomplete(content) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }
}
