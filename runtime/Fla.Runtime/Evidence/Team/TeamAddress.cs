using System.Globalization;
using System.Text;

namespace Fla.Tuning;

/// <summary>
/// Where a team's server is: <c>rediss://user:password@host:6380/team/project?role=writer&amp;ca=/etc/fla/ca.pem</c>. The password is
/// in <see cref="Password"/> and in no text that is made of an address.
/// </summary>
public sealed record TeamAddress
{
    private const string Form = "scheme://user:password@host:port/team/project";
    private const int MaxName = 64;
    private static readonly TimeSpan LongestTime = TimeSpan.FromHours(1);

    private TeamAddress()
    {
    }

    /// <summary>The kind of server.</summary>
    public required string Scheme { get; init; }

    /// <summary>The user, or empty.</summary>
    public string User { get; init; } = "";

    /// <summary>The password, or empty.</summary>
    public string Password { get; init; } = "";

    /// <summary>The server's name or IP address, without brackets.</summary>
    public required string Host { get; init; }

    /// <summary>The port, or null for the scheme's usual one.</summary>
    public int? Port { get; init; }

    /// <summary>The team: entries of others are not seen.</summary>
    public required string Team { get; init; }

    /// <summary>The team's project.</summary>
    public required string Project { get; init; }

    /// <summary><c>role=writer</c>: what is measured here is sent. Readers only read.</summary>
    public bool Writes { get; init; }

    /// <summary><c>ca=FILE</c>: the certificates, in PEM, one of which must have issued the server's; null for those of the system.</summary>
    public string? Authority { get; init; }

    /// <summary><c>wait=50ms</c>: how long the first look-up of a process waits for the server, at most.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary><c>every=10s</c>: how often the server is asked for what is new.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The setting that it comes from, for errors.</param>
    /// <exception cref="FormatException">It is none. The message repeats nothing of the text: any part of it may be of a password.</exception>
    public static TeamAddress Parse(string text, string name = TeamStores.Variable)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || !text.Contains("://", StringComparison.Ordinal))
            throw Fault(name, "is no address");
        if (uri.Host.Length == 0 || uri.Fragment.Length > 0)
            throw Fault(name, uri.Host.Length == 0 ? "names no server" : "has a '#', to be written %23 in a password");
        if (uri.AbsolutePath.Split('/') is not ["", var team, var project] || !IsName(team) || !IsName(project))
            throw Fault(name, $"does not end in a team and a project, each of letters, digits, '-', '_' and '.', at most {MaxName}, and '/', '?' and '@' of a password written %2F, %3F and %40");
        string[] user = uri.UserInfo.Split(':', 2);
        TeamAddress address = new()
        {
            Scheme = uri.Scheme,
            User = Uri.UnescapeDataString(user[0]),
            Password = user is [_, var password] ? Uri.UnescapeDataString(password) : "",
            Host = uri.DnsSafeHost,
            Port = uri.Port >= 0 ? uri.Port : null,
            Team = team,
            Project = project,
        };
        return uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Aggregate(address, (a, option) => a.With(option, name));
    }

    /// <summary>The address without its password.</summary>
    public override string ToString()
    {
        TeamAddress usual = new() { Scheme = Scheme, Host = Host, Team = Team, Project = Project };
        List<string> options = [];
        if (Writes)
            options.Add("role=writer");
        if (Authority is { } file)
            options.Add($"ca={Uri.EscapeDataString(file)}");
        if (Wait != usual.Wait)
            options.Add($"wait={Milliseconds(Wait)}");
        if (Every != usual.Every)
            options.Add($"every={Milliseconds(Every)}");
        StringBuilder text = new($"{Scheme}://");
        if (User.Length > 0)
            text.Append(Uri.EscapeDataString(User)).Append('@');
        text.Append(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host);
        if (Port is { } port)
            text.Append(CultureInfo.InvariantCulture, $":{port}");
        text.Append('/').Append(Team).Append('/').Append(Project);
        return options.Count > 0 ? text.Append('?').AppendJoin('&', options).ToString() : text.ToString();
    }

    private TeamAddress With(string option, string name) => option.Split('=', 2) switch
    {
        ["role", "writer"] => this with { Writes = true },
        ["role", "reader"] => this with { Writes = false },
        ["ca", { Length: > 0 } file] => this with { Authority = Uri.UnescapeDataString(file) },
        ["wait", var time] when Time(time) is { } wait => this with { Wait = wait },
        ["every", var time] when Time(time) is { } every && every > TimeSpan.Zero => this with { Every = every },
        _ => throw Fault(name, "has an option that is none; there are role=reader, role=writer, ca=FILE, wait=50ms and every=10s"),
    };

    private static TimeSpan? Time(string text)
    {
        (string digits, int unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1) : text.EndsWith('s') ? (text[..^1], 1000) : ("", 0);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && TimeSpan.FromMilliseconds((double)count * unit) is var time && time <= LongestTime
            ? time
            : null;
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms");

    // No pattern of an access rule, no folder and no separator can be made of a name.
    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxName && char.IsAsciiLetterOrDigit(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static FormatException Fault(string name, string what) => new($"{name} {what}. Set it to {Form}.");
}
