using Fla.Tuning;
using StackExchange.Redis;

namespace Fla.Redis;

/// <summary>What is wrong with a server, in words for people.</summary>
internal static class TeamFault
{
    /// <summary>The reason, without the password wherever they may have it from.</summary>
    public static string Describe(Exception exception, TeamAddress address)
    {
        // The client's own text is about its options; what it was told is within.
        Exception e = exception is RedisConnectionException ? exception.GetBaseException() : exception;
        string text = e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return address.Password.Length > 0 ? text.Replace(address.Password, "***", StringComparison.Ordinal) : text;
    }

    /// <summary>Whether the server understood and said no: the connection is as good as before.</summary>
    public static bool IsRefusal(Exception exception) => exception is RedisServerException;
}
