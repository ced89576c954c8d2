using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache merge-driver</c>: what git calls for a lock file that both sides changed.</summary>
internal static class CacheMergeDriverCommand
{
    public static Command Create()
    {
        var ancestor = new Argument<string?>("ANCESTOR") { Description = "What both sides started from (git's %O).", Arity = ArgumentArity.ZeroOrOne };
        var ours = new Argument<string?>("OURS") { Description = "Our side; the result takes its place (%A).", Arity = ArgumentArity.ZeroOrOne };
        var theirs = new Argument<string?>("THEIRS") { Description = "Their side (%B).", Arity = ArgumentArity.ZeroOrOne };
        var name = new Option<string?>("--path") { Description = "The file's name in the repository, for messages (%P).", HelpName = "PATH" };
        var install = new Option<bool>("--install") { Description = "Tells the repository in this folder to merge its lock files so: a setting in .git/config and a line in .gitattributes." };
        var command = new Command("merge-driver", "Merges a lock file as git asks for it: both sides' entries, of one key the later one, and what one side removed stays away.") { ancestor, ours, theirs, name, install };
        command.SetAction(result =>
        {
            if (result.GetValue(install))
                return GitSetup.Install();
            return (result.GetValue(ancestor), result.GetValue(ours), result.GetValue(theirs)) is ({ } o, { } a, { } b)
                ? Merge(o, a, b, result.GetValue(name) ?? a)
                : throw new CliException("name three files as git does (%O %A %B), or have `fla cache merge-driver --install` tell git");
        });
        return command;
    }

    /// <summary>A side of which lines were not understood is left as it is, as a conflict: nothing may be lost.</summary>
    private static int Merge(string ancestor, string ours, string theirs, string name)
    {
        LockFileContent[] sides = [.. new[] { ancestor, ours, theirs }.Select(LockFile.Read)];
        foreach (LockFileContent side in sides.Skip(1))
        {
            if (!side.Refused && !EvidencePlace.IsIncomplete(side))
                continue;
            Boundary.Report($"{name} is not merged: {side.Warnings[0]}");
            return ExitCode.Failed;
        }

        // An ancestor that cannot be read says nothing of what was removed.
        LockFile.Write(ours, EvidenceMerge.Merge(sides[0].Evidence, sides[1].Evidence, sides[2].Evidence));
        return ExitCode.Ok;
    }
}
