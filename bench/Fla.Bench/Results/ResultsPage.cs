namespace Fla.Bench;

/// <summary>bench/RESULTS.md: each command rewrites the section between its own marks; the notes at the end are a person's.</summary>
internal static class ResultsPage
{
    private const string Empty = "# Results\n\n## Notes\n";
    private const string NotesMark = "## Notes";
    private static readonly string InRepository = Path.Combine("bench", "RESULTS.md");

    /// <summary>Replaces a command's section, from the root of the repository.</summary>
    public static void Write(string command, string title, string text)
    {
        string page = File.Exists(InRepository) ? File.ReadAllText(InRepository).ReplaceLineEndings("\n") : Empty;
        File.WriteAllText(InRepository, Replaced(page, command, $"## {title}\n\nMade by `dotnet run -c Release --project bench/Fla.Bench -- {command} --write`: {Machine.Description}.\n\n{text}"));
    }

    private static string Replaced(string page, string command, string text)
    {
        (string begin, string end) = ($"<!-- {command} -->\n", $"<!-- /{command} -->\n");
        string section = begin + text + end;
        int from = page.IndexOf(begin, StringComparison.Ordinal), to = page.IndexOf(end, StringComparison.Ordinal);
        if (from >= 0 && to > from)
            return page[..from] + section + page[(to + end.Length)..];
        int notes = page.IndexOf(NotesMark, StringComparison.Ordinal);
        return notes < 0 ? $"{page}\n{section}" : $"{page[..notes]}{section}\n{page[notes..]}";
    }
}
