using Fla.Tuning;
using StackExchange.Redis;

namespace Fla.Redis;

/// <summary>What is wrong with a server, in words for people.</summary>
internal static class TeamFault
{
    /// <summary>The innermost reasons, without the password wherever they may have it from.</summary>
    public static string Describe(Exception exception, TeamAddress address)
    {
        List<string> reasons = [];
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is not AggregateException && !reasons.Any(known => known.Contains(e.Message, StringComparison.Ordinal)))
                reasons.Add(e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' '));
        }

        string text = string.Join(": ", reasons);
        return address.Password.Length > 0 ? text.Replace(address.Password, "***", StringComparison.Ordinal) : text;
    }

    /// <summary>Whether the server understood and said no: the connection is as good as before.</summary>
    public static bool IsRefusal(Exception exception) => exception is RedisServerException;
}
