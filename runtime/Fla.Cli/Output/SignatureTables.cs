using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What <c>fla cache verify FILE</c> tells people.</summary>
internal static class SignatureTables
{
    private const int MostShown = 20;

    public static void Print(SignatureCheck check)
    {
        foreach ((Evidence entry, string reason) in check.Problems.Take(MostShown))
            Console.WriteLine($"FAIL {entry.Variant} {string.Join(' ', entry.Site.Element, entry.Site.Dims, entry.Site.Bucket, entry.Site.Device)}: {reason}");
        if (check.Problems.Count > MostShown)
            Console.WriteLine($"… and {check.Problems.Count - MostShown} more");
        Console.WriteLine($"{check.Path}: {check.Entries - check.Problems.Count} of {check.Entries} entries are signed by those who are trusted");
    }
}
