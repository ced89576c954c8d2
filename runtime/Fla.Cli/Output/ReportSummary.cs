namespace Fla.Cli;

/// <summary>What <c>fla report</c> says of the page that it wrote.</summary>
internal static class ReportSummary
{
    public static void Print(string path, long bytes, EvidenceReport report)
    {
        Console.WriteLine($"{path}: {Format.Bytes(bytes)}, {report.Entries.Count} entries, {report.Sections.Count} sections, {report.Rejected.Count} rejections");
        Console.WriteLine(Findings.Of(report).FirstOrDefault() ?? "nothing stands out");
    }

    public static void PrintJson(string path, long bytes, EvidenceReport report) => JsonLine.Write(json =>
    {
        json.WriteString("file", path);
        json.WriteNumber("bytes", bytes);
        json.WriteNumber("entries", report.Entries.Count);
        json.WriteNumber("sections", report.Sections.Count);
        json.WriteNumber("cells", report.Maps.Sum(m => m.Cells.Count));
        json.WriteNumber("rejections", report.Rejected.Count);
        json.WriteStartArray("findings");
        foreach (string finding in Findings.Of(report))
            json.WriteStringValue(finding);
        json.WriteEndArray();
    });
}
