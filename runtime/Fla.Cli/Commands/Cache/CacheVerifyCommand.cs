using System.CommandLine;

namespace Fla.Cli;

/// <summary><c>fla cache verify</c>: whether what evidence makes win is right on this machine.</summary>
internal static class CacheVerifyCommand
{
    public static Command Create()
    {
        Option<bool> json = SharedOptions.Json();
        var command = new Command("verify", "Has every variant that wins by foreign evidence pass the gate on this machine, and keeps the results.");
        var assembly = new AssemblyOption(command);
        command.Add(json);
        command.SetAction(result =>
        {
            assembly.Load(result);
            var check = new WinnerCheck();
            bool forPrograms = result.GetValue(json);
            var verdicts = new List<WinnerVerdict>();
            using (var progress = new Progress(!forPrograms))
            {
                progress.Report("reading evidence");
                foreach (WinnerVerdict verdict in check.Run())
                {
                    verdicts.Add(verdict);
                    progress.Report($"{verdicts.Count} winners looked at, last {verdict.Time.Variant}");
                    if (forPrograms)
                        CacheVerifyJson.Print(verdict);
                }
            }

            if (!forPrograms)
                CacheVerifyTables.Print(verdicts, check.Store.Find(new()));
            foreach (string warning in check.Store.Warnings)
                Boundary.Report($"note: {warning}");
            return verdicts.All(v => v.Pass) ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }
}
