using CsCheck;
using Fla.Redis;
using Fla.Tests.Stores;
using Fla.Tuning;
using StackExchange.Redis;

namespace Fla.Tests.Redis;

/// <summary>What is on a server may be anything.</summary>
public sealed class HostileTests
{
    private const string Prefix = "fla:1:{team/project}:";
    private const int Inputs = 100_000;
    private static readonly Evidence Good = Entries.Timed(1);
    private static readonly string Value = TeamEntry.Value(Good);

    private static readonly Gen<(string Key, string Value)> Altered =
        from place in Gen.Int[0, Good.Key.Length + Value.Length - 1]
        from cut in Gen.Int[0, 3]
        from put in Gen.Char.Array[0, 3]
        let both = Good.Key + Value
        let altered = string.Concat(both.AsSpan(0, place), put, both.AsSpan(Math.Min(both.Length, place + cut)))
        let border = Math.Min(Good.Key.Length, altered.Length)
        select (altered[..border], altered[border..]);

    /// <summary>Whatever is let through is an entry under its own key, and what it says is its value.</summary>
    [Fact]
    public void OnlyEntriesAreRead() => Altered.Sample(
        static altered =>
        {
            if (TeamEntry.Read(altered.Key, altered.Value) is { } entry)
            {
                Assert.Equal(altered, (entry.Key, TeamEntry.Value(entry)));
                Assert.True(Evidence.TryParse(entry.Text, out _, out _));
            }
        },
        iter: Inputs);

    [Fact]
    public void ARejectionCannotPassForATime()
    {
        Assert.Equal(Good, TeamEntry.Read(Good.Key, Value));
        Assert.Null(TeamEntry.Read(Good.Key, "1" + Value[1..]));
        Assert.Null(TeamEntry.Read(Good.Key, RedisValue.Null));
        Assert.Null(TeamEntry.Read(Good.Key, ""));
    }

    [RedisFact]
    public void WhatIsNoEntryIsLeftOut()
    {
        using StoreFolder folder = new();
        using RedisServer server = new();
        using (RedisTeamStore writer = Team.Writer(server.Port, backlog: Team.Some(3)))
            writer.MustSynchronize();
        using ConnectionMultiplexer admin = Team.Admin(server.Port);
        IDatabase database = admin.GetDatabase();
        byte[] noText = [0xff, 0xfe, 0, (byte)'\n'];
        (RedisValue Key, RedisValue Value)[] bad = [("x", "y"), (Entries.Timed(7).Key, new string('9', 1 << 20)), (noText, noText), (new string('k', 1 << 20), "0"), (Entries.Timed(8).Key, "")];
        double number = 4e15;
        foreach ((RedisValue key, RedisValue value) in bad)
        {
            database.HashSet(Prefix + "entries", key, value);
            database.SortedSetAdd(Prefix + "changes", key, number++);
        }

        for (int i = 0; i < 2; i++)
        {
            using RedisTeamStore reader = Team.Reader(server.Port, folder.Root);
            reader.MustSynchronize();
            Assert.Equal(Team.Texts(Team.Some(3)), Team.Texts(reader));
        }

        using RedisTeamStore last = Team.Reader(server.Port);
        last.MustSynchronize();
        Assert.Contains($"{bad.Length} entries are not valid", Assert.Single(last.Warnings));
    }

    /// <summary>Somebody listens there who is no Redis, or plays one badly.</summary>
    [Fact]
    public void WhateverAnswersTheStoreIsOfflineAndCallsGoOn()
    {
        string[] answers = ["HTTP/1.1 400 Bad Request\r\n\r\n", "*1000000000\r\n", "$2147483647\r\nx", "%9999999999999999999\r\n", "+OK\r\n+OK\r\n+OK\r\n+OK\r\n", new string('x', 1 << 20), "\0\0\0\0", ""];
        Liar[] liars = [.. answers.Select(static answer => new Liar(answer))];
        RedisTeamStore[] stores = [.. liars.Select(static liar => Team.Writer(liar.Port, backlog: [Good]))];
        Assert.All(stores, static store => Assert.Empty(store.Find(new())));
        foreach (RedisTeamStore store in stores)
        {
            Assert.NotNull(store.Synchronize(Team.Patience));
            Assert.Equal((0, 0), (store.Find(new()).Count, store.Sent));
            store.Dispose();
        }

        Array.ForEach(liars, static liar => liar.Dispose());
    }

    /// <summary>Keys of the namespace that hold another kind of data.</summary>
    [RedisFact]
    public void DataOfAnotherKindKeepTheStoreOffline()
    {
        using RedisServer server = new();
        using ConnectionMultiplexer admin = Team.Admin(server.Port);
        admin.GetDatabase().StringSet(Prefix + "epoch", "e");
        admin.GetDatabase().StringSet(Prefix + "changes", "none");
        using RedisTeamStore reader = Team.Reader(server.Port);
        Assert.Contains("WRONGTYPE", reader.Synchronize(Team.Patience));
        Assert.Equal(TeamState.Offline, reader.State);
        Assert.Empty(reader.Find(new()));
    }
}
