namespace Fla.Cli;

/// <summary>What <c>fla doctor</c> tells people.</summary>
internal static class DoctorTables
{
    public static void Print(IReadOnlyList<Finding> findings)
    {
        var table = new TextTable("about", "result", "found");
        foreach (Finding finding in findings)
        {
            table.Add(finding.Area, finding.Level.ToString().ToLowerInvariant(), finding.Text);
            if (finding.Remedy is { } remedy)
                table.Add("", "", $"→ {remedy}");
        }

        table.Print();
        var platforms = new TextTable($".NET {Platforms.DotNet} on", "status", "");
        foreach (Platform platform in Platforms.All)
            platforms.Add(platform.Name, platform.Status, platform.IsHere ? "← here" : "");
        platforms.Print();
        int problems = findings.Count(f => f.Level == Level.Problem), warnings = findings.Count(f => f.Level == Level.Warning);
        Console.WriteLine((problems, warnings) switch
        {
            (0, 0) => "all is well",
            _ => $"{Count(problems, "problem")}, {Count(warnings, "warning")}",
        });
    }

    private static string Count(int count, string of) => count == 1 ? $"1 {of}" : $"{count} {of}s";
}
