using System.Text.RegularExpressions;

namespace Fla.Tests.Redis;

/// <summary>The files of a server as the package's README gives them.</summary>
internal static partial class Documented
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documentation", "redis.md"));

    /// <summary>A server with the README's settings and users, its files in its own folder. <paramref name="files"/> puts the certificates there.</summary>
    public static RedisServer Server(Action<string> files) => new(files, folder =>
    {
        File.WriteAllText(Path.Combine(folder, "users.acl"), Block("acl"));
        return [.. Block("conf").Replace("/etc/fla", folder, StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' ', 2))
            .SelectMany(static setting => (string[])[$"--{setting[0]}", setting[1].Replace("6380", "{port}", StringComparison.Ordinal)])];
    });

    private static string Block(string language) => Fences().Matches(Page).Single(m => m.Groups["language"].Value == language).Groups["text"].Value;

    [GeneratedRegex("^```(?<language>\\w+)\\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
