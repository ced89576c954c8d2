using System.CommandLine;

namespace Fla.Cli;

/// <summary><c>fla cache diff A B</c>: in what two places of evidence differ.</summary>
internal static class CacheDiffCommand
{
    public static Command Create()
    {
        Argument<string> left = Place("A"), right = Place("B");
        Option<bool> json = SharedOptions.Json();
        var command = new Command("diff", "Shows entries that are in one place only, or say other things in both.") { left, right, json };
        command.SetAction(result =>
        {
            (string a, string b) = (result.GetValue(left)!, result.GetValue(right)!);
            IReadOnlyList<EvidenceDifference> differences = EvidenceDifference.Between(EvidencePlace.Read(a), EvidencePlace.Read(b));
            if (result.GetValue(json))
                CacheDiffJson.Print(differences);
            else
                CacheDiffTables.Print(a, b, differences);
            return differences.Count > 0 ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    private static Argument<string> Place(string name) => new(name) { Description = "A lock file, the path of a store, own for this user's store, or team for the server of FLA_TUNE_TEAM." };
}
