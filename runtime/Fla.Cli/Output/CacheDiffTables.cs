using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What <c>fla cache diff</c> tells people.</summary>
internal static class CacheDiffTables
{
    public static void Print(string left, string right, IReadOnlyList<EvidenceDifference> differences)
    {
        if (differences.Count > 0)
        {
            var table = new TextTable("in", "variant", "hash", "dims", "bucket", "device", "toolchain", left, right);
            foreach (EvidenceDifference d in differences)
            {
                Evidence e = d.Any;
                string where = d.Side switch { "left" => left, "right" => right, _ => "both" };
                table.Add(where, e.Variant, Format.Hash(e.ContentHash), e.Site.Dims, e.Site.Bucket, e.Site.Device, e.Site.Toolchain, Says(d.Left), Says(d.Right));
            }

            table.Print();
        }

        int Count(string side) => differences.Count(d => d.Side == side);
        Console.WriteLine(differences.Count == 0
            ? $"{left} and {right} say the same"
            : $"{Count("left")} entries only in {left}, {Count("right")} only in {right}, {Count("both")} different in both");
    }

    private static string Says(Evidence? entry) => entry switch
    {
        null => "",
        { Rejection: { } reason } => $"rejected: {reason}",
        _ => $"{Format.Milliseconds(entry.Median / 1e6)} on {Format.Time(entry.When)}",
    };
}
