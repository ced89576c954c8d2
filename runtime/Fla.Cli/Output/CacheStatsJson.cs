using System.Text.Json;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The lines of <c>fla cache stats --json</c>: kind <c>store</c>, then <c>group</c> and <c>rejected</c>.</summary>
internal static class CacheStatsJson
{
    public static void Print(CacheStats stats)
    {
        JsonLine.Write(json =>
        {
            json.WriteString("kind", "store");
            json.WriteString("location", stats.Location);
            json.WriteNumber("bytes", stats.Bytes);
            json.WriteNumber("entries", stats.Entries);
            json.WriteTexts("warnings", stats.Warnings);
        });
        if (stats.Team is { } team)
        {
            JsonLine.Write(json =>
            {
                json.WriteString("kind", "team");
                json.WriteString("location", team.Location);
                json.WriteString("state", team.State);
                json.WriteNumber("entries", team.Entries);
                json.WriteNumber("ofThisBuild", team.OfThisBuild);
                json.WriteTexts("warnings", team.Warnings);
            });
        }

        foreach (CacheGroup group in stats.Groups)
        {
            JsonLine.Write(json =>
            {
                json.WriteString("kind", "group");
                json.WriteString("kernel", group.Kernel);
                json.WriteString("device", group.Device);
                json.WriteString("toolchain", group.Toolchain);
                json.WriteString("origin", group.Origin);
                json.WriteNumber("entries", group.Entries);
                json.WriteNumber("times", group.Times);
                json.WriteNumber("gates", group.Gates);
                json.WriteNumber("rejections", group.Rejections);
                json.WriteNumber("ofThisBuild", group.OfThisBuild);
            });
        }

        foreach (Evidence entry in stats.Rejected)
        {
            JsonLine.Write(json =>
            {
                json.WriteString("kind", "rejected");
                json.WriteString("variant", entry.Variant);
                json.WriteString("hash", entry.ContentHash);
                json.WriteSite("key", entry.Site);
                json.WriteString("origin", OriginName.Of(entry.Origin));
                json.WriteString("reason", entry.Rejection);
                json.WriteBoolean("ofThisBuild", Build.Has(entry));
            });
        }
    }

    private static void WriteTexts(this Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
