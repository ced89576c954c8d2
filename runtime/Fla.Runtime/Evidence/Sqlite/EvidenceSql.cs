using Microsoft.Data.Sqlite;

namespace Fla.Tuning;

/// <summary>Statements over the table of evidence.</summary>
internal static class EvidenceSql
{
    private static readonly string[] Key = ["kernel", "element", "dims", "bucket", "device", "toolchain", "policy", "variant", "content_hash"];

    private static readonly string Line = string.Join("||'\t'||", [.. Key, "result"]);

    private static readonly string AtKey = string.Join(" AND ", Key.Select(static (column, i) => $"{column}=${i}")) + " AND own=$own";

    public static string SelectOne { get; } = $"SELECT {Line}, seal FROM evidence WHERE {AtKey}";

    public static string Put { get; } =
        $"INSERT OR REPLACE INTO evidence ({string.Join(", ", Key)}, own, result, seal) VALUES ({string.Join(", ", Key.Select(static (_, i) => $"${i}"))}, $own, $result, $seal)";

    public static string Delete { get; } = $"DELETE FROM evidence WHERE {AtKey}";

    public static int KeyFields => Key.Length;

    /// <summary>Line, flag and seal of all entries that a filter lets through.</summary>
    public static string Select(EvidenceFilter filter, SqliteParameterCollection parameters)
    {
        (string Column, string? Value)[] wanted =
        [
            ("kernel", filter.Kernel), ("element", filter.Element), ("dims", filter.Dims),
            ("bucket", filter.Bucket), ("device", filter.Device), ("toolchain", filter.Toolchain),
        ];
        List<string> conditions = [];
        foreach ((string column, string? value) in wanted)
        {
            if (value is null)
                continue;
            conditions.Add($"{column}=${column}");
            parameters.AddWithValue("$" + column, value);
        }

        if (filter.Devices is { } devices)
        {
            conditions.Add("substr(device, 1, length($start))=$start AND substr(device, length(device) - length($end) + 1)=$end");
            parameters.AddWithValue("$start", devices.Start);
            parameters.AddWithValue("$end", devices.End);
        }

        return $"SELECT {Line}, own, seal FROM evidence" + (conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions));
    }
}
