using Fla.Tuning;
using StackExchange.Redis;

namespace Fla.Redis;

/// <summary>
/// Entries as the server keeps them: under their key the rest of their text, behind 1 for rejections and 0 for others. Of two values
/// the larger, by bytes, is then the one that <see cref="EvidenceMerge.Join"/> keeps.
/// </summary>
internal static class TeamEntry
{
    public static string Value(Evidence entry) => $"{(entry.Rejection is null ? '0' : '1')}{entry.Text.AsSpan(entry.Key.Length)}";

    /// <summary>What a server holds under a key; null when that is no entry.</summary>
    public static Evidence? Read(RedisValue key, RedisValue value)
    {
        // Longer ones are none, and are not made a text of.
        if (key.Length() + value.Length() > EvidenceText.MaxLine * sizeof(int))
            return null;
        (string about, string rest) = (key.ToString(), value.ToString());
        return rest.Length > 0 && Evidence.TryParse(about + rest[1..], out Evidence? entry, out _) && entry.Key == about && Value(entry) == rest ? entry : null;
    }
}
