using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache snapshot</c>: freezes all evidence, so that dispatch decides alike for as long as it is asked to.</summary>
internal static class CacheSnapshotCommand
{
    public static Command Create()
    {
        Option<bool> json = SharedOptions.Json();
        var command = new Command("snapshot", "Freezes all evidence that dispatch sees under an id: FLA_TUNE_SNAPSHOT makes it alone decide.");
        var assembly = new AssemblyOption(command);
        command.Add(json);
        command.SetAction(result =>
        {
            assembly.Load(result);
            string folder = Path.Combine(
                TuningEnvironment.Current.Folder ?? throw new CliException("there is no folder for snapshots: the store is in memory. Set FLA_TUNE_STORE to a path"),
                "snapshots");
            using IEvidenceStore store = TuningEnvironment.Current.Store();
            Evidence[] entries = [.. store.Find(new()).Where(static e => e.IsPortable)];
            foreach (string warning in store.Warnings)
                Boundary.Report($"note: {warning}");
            if (entries.Length == 0)
                throw new CliException("there is nothing to freeze: `fla tune` measures, and FLA_TUNE=off goes by the cost model alone");
            string id = Snapshot.Save(folder, entries);
            if (result.GetValue(json))
            {
                JsonLine.Write(line =>
                {
                    line.WriteString("id", id);
                    line.WriteString("folder", folder);
                    line.WriteNumber("entries", EvidenceMerge.Union(entries).Count);
                });
            }
            else
            {
                Console.WriteLine($"{id}: {EvidenceMerge.Union(entries).Count} entries, in {folder}");
                Console.WriteLine($"FLA_TUNE_SNAPSHOT={id}");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
