using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache push</c>: what this user measured, or what lock files hold, to the team's server.</summary>
internal static class CachePushCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Lock files. Default: what was measured here with kernels of this build.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("push", "Sends times and rejections to the team's server, which joins them with its own.") { files };
        var team = new TeamOptions(command);
        command.Add(json);
        command.SetAction(result =>
        {
            KernelIndex.Register();
            string[] paths = result.GetValue(files) ?? [];
            IReadOnlyList<Evidence> entries = paths.Length > 0 ? EvidenceMerge.Union([.. paths.Select(path => EvidencePlace.LockFileAt(path).Evidence)]) : Measured();
            using ITeamStore store = team.Open(result, writes: true);
            store.Add([.. entries]);
            team.Synchronize(store, result);
            if (result.GetValue(json))
            {
                JsonLine.Write(line =>
                {
                    line.WriteString("team", store.Location);
                    line.WriteNumber("entries", entries.Count);
                    line.WriteNumber("new", store.Sent);
                });
            }
            else
            {
                Console.WriteLine($"{store.Location}: {entries.Count} entries, {store.Sent} of them new there");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Evidence[] Measured()
    {
        using IEvidenceStore own = TuningEnvironment.Current.OwnStore();
        Evidence[] entries = [.. own.Find(new()).Where(e => e.Origin == EvidenceOrigin.Own && e.IsPortable && Build.Has(e))];
        foreach (string warning in own.Warnings)
            Boundary.Report($"note: {warning}");
        return entries.Length > 0 ? entries
            : throw new CliException($"nothing to push: {own.Location} holds nothing that was measured here with kernels of this build (`fla tune` measures)");
    }
}
