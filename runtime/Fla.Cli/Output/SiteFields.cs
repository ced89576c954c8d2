using System.Text.Json;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The fields of a key by name.</summary>
internal static class SiteFields
{
    public static (string Name, string Value)[] Of(EvidenceSite site) =>
    [
        ("element", site.Element), ("dims", site.Dims), ("bucket", site.Bucket),
        ("device", site.Device), ("toolchain", site.Toolchain), ("policy", site.Policy),
    ];

    /// <summary>Side by side with those of another key.</summary>
    public static IEnumerable<(string Name, string Value, string? Other)> Of(EvidenceSite site, EvidenceSite? other) =>
        Of(site).Select((field, i) => (field.Name, field.Value, other is null ? null : Of(other)[i].Value));

    public static void WriteSite(this Utf8JsonWriter json, string name, EvidenceSite? site)
    {
        if (site is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        foreach ((string field, string value) in Of(site))
            json.WriteString(field, value);
        json.WriteEndObject();
    }
}
