using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache verify</c>: whether what evidence makes win is right on this machine, or who signed lock files.</summary>
internal static class CacheVerifyCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Lock files whose signatures are checked; without any, winners pass the gate.", Arity = ArgumentArity.ZeroOrMore };
        var trust = new Option<string?>("--trust") { Description = $"The public keys of those who may sign; by default those that {KeyFiles.TrustVariable} names.", HelpName = "FILE.pub" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("verify", "Has every variant that wins by foreign evidence pass the gate on this machine, and keeps the results; with files, checks who signed their entries.") { files, trust };
        var assembly = new AssemblyOption(command);
        command.Add(json);
        command.SetAction(result => result.GetValue(files) is { Length: > 0 } paths
            ? Signatures(paths, result.GetValue(trust), result.GetValue(json))
            : Winners(assembly, result, result.GetValue(json)));
        return command;
    }

    private static int Signatures(string[] paths, string? trust, bool json)
    {
        TrustedKeys keys = KeyFiles.ToCheck(trust) ?? throw new CliException($"nobody is trusted: name public keys with --trust, or set {KeyFiles.TrustVariable}");
        bool complete = true, pass = true;
        foreach (string path in paths)
        {
            LockFileContent content = EvidencePlace.LockFileAt(path);
            complete &= !EvidencePlace.IsIncomplete(content);
            var check = new SignatureCheck(path, content.Evidence, keys);
            pass &= check.Problems.Count == 0;
            if (json)
                SignatureJson.Print(check);
            else
                SignatureTables.Print(check);
        }

        return complete && pass ? ExitCode.Ok : ExitCode.Failed;
    }

    private static int Winners(AssemblyOption assembly, ParseResult result, bool forPrograms)
    {
        assembly.Load(result);
        var check = new WinnerCheck();
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
    }
}
