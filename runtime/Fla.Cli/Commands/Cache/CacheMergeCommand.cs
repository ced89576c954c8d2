using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache merge FILE…</c>: lock files, also with git's conflict markers in them, become one.</summary>
internal static class CacheMergeCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Lock files; one alone is written anew in its place.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "The file that they become.", HelpName = "OUT" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("merge", "Merges lock files, also those with conflict markers: the same bytes in whatever order they are given.") { files, output, json };
        command.SetAction(result =>
        {
            string[] paths = result.GetValue(files)!;
            string target = result.GetValue(output) ?? (paths is [var only] ? only : throw new CliException("name the result with --output, which may be one of the files"));
            LockFileContent[] contents = [.. paths.Select(EvidencePlace.LockFileAt)];
            IReadOnlyList<Evidence> merged = EvidenceMerge.Union([.. contents.Select(c => c.Evidence)]);
            LockTarget.Check(target);
            bool written = LockFile.Write(target, merged);
            LockTarget.Report(result.GetValue(json), target, merged.Count, written);
            return contents.Any(EvidencePlace.IsIncomplete) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }
}
