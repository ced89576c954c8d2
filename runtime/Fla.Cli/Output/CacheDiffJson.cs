using System.Text.Json;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The lines of <c>fla cache diff --json</c>, one a key.</summary>
internal static class CacheDiffJson
{
    public static void Print(IReadOnlyList<EvidenceDifference> differences)
    {
        foreach (EvidenceDifference difference in differences)
        {
            JsonLine.Write(json =>
            {
                json.WriteString("in", difference.Side);
                json.WriteString("variant", difference.Any.Variant);
                json.WriteString("hash", difference.Any.ContentHash);
                json.WriteSite("key", difference.Any.Site);
                Write(json, "left", difference.Left);
                Write(json, "right", difference.Right);
            });
        }
    }

    private static void Write(Utf8JsonWriter json, string name, Evidence? entry)
    {
        if (entry is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteFinite("medianMs", entry.Median / 1e6);
        json.WriteString("when", entry.When.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null));
        json.WriteString("rejection", entry.Rejection);
        json.WriteEndObject();
    }
}
