using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache verify</c>: whether what evidence makes win is right on this machine, or who signed lock files.</summary>
internal static class CacheVerifyCommand
{
    private const int MostShown = 20;

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
                Print(check);
            else
                Tell(check);
        }

        return complete && pass ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Tell(SignatureCheck check)
    {
        foreach ((Evidence entry, string reason) in check.Problems.Take(MostShown))
            Console.WriteLine($"FAIL {entry.Variant} {string.Join(' ', entry.Site.Element, entry.Site.Dims, entry.Site.Bucket, entry.Site.Device)}: {reason}");
        if (check.Problems.Count > MostShown)
            Console.WriteLine($"… and {check.Problems.Count - MostShown} more");
        Console.WriteLine($"{check.Path}: {check.Entries - check.Problems.Count} of {check.Entries} entries are signed by those who are trusted");
    }

    private static void Print(SignatureCheck check)
    {
        foreach ((Evidence entry, string reason) in check.Problems)
        {
            JsonLine.Write(line =>
            {
                line.WriteString("kind", "entry");
                line.WriteString("file", check.Path);
                line.WriteString("variant", entry.Variant);
                line.WriteString("hash", entry.ContentHash);
                line.WriteSite("key", entry.Site);
                line.WriteString("reason", reason);
            });
        }

        JsonLine.Write(line =>
        {
            line.WriteString("kind", "file");
            line.WriteString("file", check.Path);
            line.WriteNumber("entries", check.Entries);
            line.WriteNumber("trusted", check.Entries - check.Problems.Count);
        });
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
