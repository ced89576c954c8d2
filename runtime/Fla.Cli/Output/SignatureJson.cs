using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The lines of <c>fla cache verify FILE --json</c>.</summary>
internal static class SignatureJson
{
    public static void Print(SignatureCheck check)
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
}
