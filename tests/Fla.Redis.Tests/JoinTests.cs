using CsCheck;
using Fla.Redis;
using Fla.Tests.Stores;
using Fla.Tuning;

namespace Fla.Tests.Redis;

public sealed class JoinTests
{
    private const int Iterations = 40;
    private const int Count = 4;

    /// <summary>Whoever gives what in whatever order: the server ends with what a merge of all ends with.</summary>
    [RedisFact]
    public void TheServerJoinsAsFilesDo()
    {
        using RedisServer server = new();
        int project = 0;
        Entries.Any.Array[0, 40].Sample(
            entries =>
            {
                TeamAddress address = Team.Address(server.Port, project: $"p{Interlocked.Increment(ref project)}");
                using TeamServer first = new(address), second = new(address);
                int taken = first.Join(entries[..(entries.Length / 2)]) + second.Join(entries[(entries.Length / 2)..]) + first.Join(entries.Reverse());
                IReadOnlyList<Evidence> merged = EvidenceMerge.Union(entries);
                Evidence?[] there = [.. Since(second)];
                Assert.Equal(Team.Texts(merged), Team.Texts(there.OfType<Evidence>()));
                Assert.Equal(merged.Count, there.Length);
                Assert.InRange(taken, merged.Count, entries.Length);
            },
            iter: Iterations, threads: 1);
    }

    [RedisFact]
    public void ThirtyTwoWritersLoseNothing()
    {
        using RedisServer server = new();
        ThisAssembly.AllEndWell([.. Enumerable.Range(0, Writers.Processes).Select(p =>
            ThisAssembly.Start(null, $"{server.Port}", $"{p * Writers.OfOneProcess}", $"{Count}"))]);
        Assert.Equal(Team.Texts(Writers.All(Count)), Team.Read(server.Port));
    }

    private static IEnumerable<Evidence?> Since(TeamServer server) => server.Epoch is { } epoch
        ? server.Since(TeamPosition.Start(epoch)).SelectMany(static page => page.Changes).Select(static change => change.Entry)
        : [];
}
