namespace Fla.Cli;

/// <summary>The lines of <c>fla doctor --json</c>: kind <c>finding</c>, then kind <c>platform</c>.</summary>
internal static class DoctorJson
{
    public static void Print(IReadOnlyList<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            JsonLine.Write(json =>
            {
                json.WriteString("kind", "finding");
                json.WriteString("area", finding.Area);
                json.WriteString("level", finding.Level.ToString().ToLowerInvariant());
                json.WriteString("text", finding.Text);
                json.WriteString("remedy", finding.Remedy);
            });
        }

        foreach (Platform platform in Platforms.All)
        {
            JsonLine.Write(json =>
            {
                json.WriteString("kind", "platform");
                json.WriteString("platform", platform.Name);
                json.WriteNumber("dotnet", Platforms.DotNet);
                json.WriteString("status", platform.Status);
                json.WriteBoolean("here", platform.IsHere);
            });
        }
    }
}
