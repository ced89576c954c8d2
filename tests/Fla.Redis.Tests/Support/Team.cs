using Fla.Redis;
using Fla.Tests.Stores;
using Fla.Tuning;
using StackExchange.Redis;

namespace Fla.Tests.Redis;

/// <summary>Stores of a team on a server. They exchange nothing by themselves after the first time: tests say when.</summary>
internal static class Team
{
    /// <summary>Only catches what hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TeamAddress Address(int port, string options = "", string project = "project") =>
        TeamAddress.Parse($"redis://127.0.0.1:{port}/team/{project}?every=1000s&{options}");

    public static RedisTeamStore Reader(int port, string? folder = null, string options = "", string project = "project") =>
        new(new() { Address = Address(port, options, project), Folder = folder });

    public static RedisTeamStore Writer(int port, string? folder = null, IReadOnlyList<Evidence>? backlog = null, string project = "project", SigningKey? signer = null) =>
        new(new() { Address = Address(port, "role=writer", project), Folder = folder, Backlog = () => backlog ?? [], Signer = signer });

    /// <summary>Has a store do all there is to do, also when the machine is busy and an attempt fails.</summary>
    public static void MustSynchronize(this ITeamStore store)
    {
        DateTime end = DateTime.UtcNow + Patience;
        string? problem;
        do
            problem = store.Synchronize(Patience);
        while (problem is not null && DateTime.UtcNow < end);
        Assert.Null(problem);
    }

    /// <summary>What somebody who comes new to the server finds there.</summary>
    public static string[] Read(int port, string project = "project")
    {
        using RedisTeamStore store = Reader(port, project: project);
        store.MustSynchronize();
        Assert.Empty(store.Warnings);
        return Texts(store);
    }

    public static string[] Texts(IEvidenceStore store) => Texts(store.Find(new()));

    public static string[] Texts(IEnumerable<Evidence> entries) => [.. entries.Select(static e => e.Text).Order(StringComparer.Ordinal)];

    public static bool Comes(Func<bool> condition) => SpinWait.SpinUntil(condition, Patience);

    /// <summary>Everything is allowed to this connection.</summary>
    public static ConnectionMultiplexer Admin(int port) => ConnectionMultiplexer.Connect($"127.0.0.1:{port},allowAdmin=true");

    public static Evidence[] Some(int count) => [.. Enumerable.Range(0, count).Select(static i => Entries.Timed(i))];
}
