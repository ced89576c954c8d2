using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache pull</c>: what the team's server holds, for processes that run without it, or as a lock file.</summary>
internal static class CachePullCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output", "-o") { Description = "Also write the entries as a lock file; one that is there is replaced.", HelpName = "FILE" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("pull", "Reads what is new on the team's server, and keeps it for when that cannot be reached.") { output };
        var team = new TeamOptions(command);
        command.Add(json);
        command.SetAction(result =>
        {
            KernelIndex.Register();
            string? target = result.GetValue(output);
            if (target is not null)
                LockTarget.Check(target);
            using ITeamStore store = team.Open(result, writes: false);
            team.Synchronize(store, result);
            IReadOnlyList<Evidence> entries = store.Find(new());
            int usable = entries.Count(Build.Has);
            if (result.GetValue(json))
            {
                JsonLine.Write(line =>
                {
                    line.WriteString("team", store.Location);
                    line.WriteNumber("entries", entries.Count);
                    line.WriteNumber("ofThisBuild", usable);
                });
            }
            else
            {
                Console.WriteLine($"{store.Location}: {entries.Count} entries, {usable} of them of variants of this build");
            }

            if (target is not null)
                LockTarget.Report(result.GetValue(json), target, entries.Count, LockFile.Write(target, entries));
            return ExitCode.Ok;
        });
        return command;
    }
}
