using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache snapshot</c>: freezes all evidence, so that dispatch decides alike for as long as it is asked to.</summary>
internal static class CacheSnapshotCommand
{
    public static Command Create()
    {
        var dry = new Option<bool>("--dry-run") { Description = "Only says the id: processes that see the same one choose alike." };
        var push = new Option<bool>("--push") { Description = "Also gives it to the team's server, where processes that ask for its id find it." };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("snapshot", "Freezes all evidence that dispatch sees under an id: FLA_TUNE_SNAPSHOT makes it alone decide.") { dry, push };
        var team = new TeamOptions(command);
        var assembly = new AssemblyOption(command);
        command.Add(json);
        command.SetAction(result =>
        {
            assembly.Load(result);
            bool keep = !result.GetValue(dry);
            string folder = !keep ? "" : Path.Combine(
                TuningEnvironment.Current.Folder ?? throw new CliException("there is no folder for snapshots: the store is in memory. Set FLA_TUNE_STORE to a path"),
                "snapshots");
            using IEvidenceStore store = TuningEnvironment.Current.Store();
            TrustedKeys? trust = TuningEnvironment.Current.Trust;
            IReadOnlyList<Evidence> entries = EvidenceMerge.Union(store.Find(new()).Where(e => e.IsPortable && TrustedKeys.Allow(trust, e)));
            foreach (string warning in store.Warnings)
                Boundary.Report($"note: {warning}");
            if (entries.Count == 0)
                throw new CliException("there is nothing to freeze: `fla tune` measures, and FLA_TUNE=off goes by the cost model alone");
            string id = keep ? Snapshot.Save(folder, entries) : Snapshot.Id(entries);
            if (keep && result.GetValue(push))
                team.Push(result, id, LockFile.Format(entries));
            if (result.GetValue(json))
            {
                JsonLine.Write(line =>
                {
                    line.WriteString("id", id);
                    line.WriteString("folder", keep ? folder : null);
                    line.WriteNumber("entries", entries.Count);
                });
            }
            else
            {
                Console.WriteLine($"{id}: {entries.Count} entries{(keep ? $", in {folder}" : "")}");
                if (keep)
                    Console.WriteLine($"FLA_TUNE_SNAPSHOT={id}");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
