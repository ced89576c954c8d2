using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Fla.Redis;
using Fla.Tests.Stores;
using Fla.Tuning;
using StackExchange.Redis;

namespace Fla.Tests.Redis;

public sealed class OfflineTests
{
    [RedisFact]
    public void WhatWasReadIsThereWithoutTheServer()
    {
        using StoreFolder folder = new();
        using RedisServer server = new();
        using (RedisTeamStore writer = Team.Writer(server.Port, backlog: Team.Some(5)))
            writer.MustSynchronize();
        using (RedisTeamStore online = Team.Reader(server.Port, folder.Root))
            online.MustSynchronize();
        server.Kill();

        using RedisTeamStore offline = Team.Reader(server.Port, folder.Root);
        Assert.Equal(5, offline.Find(new() { Kernel = Entries.Kernel, Element = "f32" }).Count);
        Assert.NotNull(offline.Synchronize(Team.Patience));
        Assert.Equal(TeamState.Offline, offline.State);
        Assert.Contains(offline.LastProblem!, Assert.Single(offline.Warnings));
        Assert.Equal(5, offline.Find(new()).Count);
    }

    [RedisFact]
    public void CatchesUpWhenTheServerComesLater()
    {
        using StoreFolder folder = new();
        using RedisServer server = new();
        server.Kill();
        using RedisTeamStore early = Team.Writer(server.Port, folder.Root);
        Assert.Empty(early.Find(new()));
        early.Add([Entries.Timed(1)]);
        Assert.NotNull(early.Synchronize(Team.Patience));

        server.Restart();
        using (RedisTeamStore other = Team.Writer(server.Port, backlog: [Entries.Timed(2)]))
            other.MustSynchronize();
        early.MustSynchronize();
        Assert.Equal((TeamState.Online, null), (early.State, early.LastProblem));
        Assert.Equal(Team.Texts([Entries.Timed(1), Entries.Timed(2)]), Team.Texts(early));
        Assert.Equal(Team.Texts(early), Team.Read(server.Port));
        Assert.Empty(early.Warnings);
    }

    /// <summary>A server that keeps what it acknowledged keeps it, whenever it is killed.</summary>
    [RedisFact]
    public void NothingAcknowledgedIsLostToAKill()
    {
        using RedisServer server = new("--appendonly", "yes", "--appendfsync", "always");
        List<Evidence> acknowledged = [];
        for (int round = 0; round < 3; round++)
        {
            using ManualResetEventSlim some = new();
            int from = acknowledged.Count;
            Thread writing = new(() =>
            {
                using RedisTeamStore writer = Team.Writer(server.Port);
                for (int i = from; ; i++)
                {
                    Evidence entry = Entries.Timed(i);
                    writer.Add([entry]);
                    if (writer.Synchronize(Team.Patience) is not null)
                        break;
                    acknowledged.Add(entry);
                    if (acknowledged.Count >= from + 10)
                        some.Set();
                }

                some.Set();
            });
            writing.Start();
            Assert.True(some.Wait(Team.Patience));
            server.Kill();
            Assert.True(writing.Join(Team.Patience));
            server.Restart();
        }

        Assert.InRange(acknowledged.Count, 30, int.MaxValue);
        Assert.Subset(Team.Read(server.Port).ToHashSet(), Team.Texts(acknowledged).ToHashSet());
    }

    [RedisFact]
    public void AServerThatLostItsDataGetsThemAgain()
    {
        using StoreFolder folder = new();
        using RedisServer server = new();
        using RedisTeamStore one = Team.Writer(server.Port, folder.Root, Team.Some(3)), other = Team.Writer(server.Port, backlog: [Entries.Timed(9)]), reader = Team.Reader(server.Port);
        one.MustSynchronize();
        other.MustSynchronize();
        reader.MustSynchronize();
        Assert.Equal(4, reader.Find(new()).Count);

        server.Kill();
        server.Restart();
        // Until then what was read counts.
        reader.MustSynchronize();
        Assert.Equal(4, reader.Find(new()).Count);
        one.MustSynchronize();
        Assert.Equal(Team.Texts(Team.Some(3)), Team.Read(server.Port));
        other.MustSynchronize();
        reader.MustSynchronize();
        Assert.Equal(Team.Texts([.. Team.Some(3), Entries.Timed(9)]), Team.Read(server.Port));
        Assert.Equal(4, reader.Find(new()).Count);
    }

    /// <summary>It came up without its last writes, and went on with others before anybody looked.</summary>
    [RedisFact]
    public void AServerThatWentBackInTimeIsReadAnew()
    {
        using RedisServer server = new();
        using RedisTeamStore writer = Team.Writer(server.Port, backlog: Team.Some(3)), reader = Team.Reader(server.Port);
        writer.MustSynchronize();
        reader.MustSynchronize();
        using (ConnectionMultiplexer admin = Team.Admin(server.Port))
        {
            RedisValue last = admin.GetDatabase().SortedSetRangeByRank("fla:1:{team/project}:changes", -1, -1)[0];
            admin.GetDatabase().SortedSetRemove("fla:1:{team/project}:changes", last);
            admin.GetDatabase().HashDelete("fla:1:{team/project}:entries", last);
        }

        using (RedisTeamStore other = Team.Writer(server.Port, backlog: [Entries.Timed(9)]))
            other.MustSynchronize();
        reader.MustSynchronize();
        Assert.Equal(3, reader.Find(new()).Count);
        writer.MustSynchronize();
        reader.MustSynchronize();
        Assert.Equal(Team.Texts([.. Team.Some(3), Entries.Timed(9)]), Team.Texts(reader));
    }

    [Fact]
    public void ADeadServerCostsNoCallAnything()
    {
        using RedisTeamStore store = Team.Writer(RedisServer.FreePort());
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Empty(store.Find(new())));
        store.Add([Entries.Timed(1)]);
        Assert.NotNull(store.Synchronize(Team.Patience));
        Assert.Equal(TeamState.Offline, store.State);
    }

    /// <summary>It accepts and never answers.</summary>
    [Fact]
    public void ABlackHoleCostsNoCallAnything()
    {
        using TcpListener hole = new(IPAddress.Loopback, 0);
        hole.Start();
        using RedisTeamStore store = Team.Writer(((IPEndPoint)hole.LocalEndpoint).Port);
        Assert.Empty(store.Find(new()));
        store.Add([Entries.Timed(1)]);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Empty(store.Find(new())));
        Assert.Equal(TeamState.Connecting, store.State);
        Assert.NotNull(store.Synchronize(Team.Patience));
        Assert.Equal(TeamState.Offline, store.State);
    }

    /// <summary>It stops in the middle of a connection, as when a network is gone, and goes on later.</summary>
    [RedisFact]
    public void AServerThatFallsSilentIsNotWaitedFor()
    {
        using RedisServer server = new();
        using RedisTeamStore writer = Team.Writer(server.Port, backlog: Team.Some(3));
        writer.MustSynchronize();
        server.Freeze();
        writer.Add([Entries.Timed(9)]);
        Task<string?> asked = Task.Run(() => writer.Synchronize(Team.Patience));
        int found = 0;
        while (!asked.IsCompleted)
            found = writer.Find(new() { Kernel = Entries.Kernel, Element = "f32" }).Count;
        Assert.Equal((3, TeamState.Offline), (found, writer.State));
        Assert.NotNull(asked.Result);
        server.Thaw();
        writer.MustSynchronize();
        Assert.Equal(Team.Texts([.. Team.Some(3), Entries.Timed(9)]), Team.Read(server.Port));
    }

    [RedisFact]
    public void AReplicaThatCannotBeWrittenIsSaidAndNotNeeded()
    {
        using StoreFolder folder = new();
        File.WriteAllText(folder.At("file"), "");
        using RedisServer server = new();
        using RedisTeamStore writer = Team.Writer(server.Port, folder.At("file"), Team.Some(3));
        writer.MustSynchronize();
        Assert.Equal(3, writer.Find(new()).Count);
        Assert.Contains("cannot be written", Assert.Single(writer.Warnings));
    }

    [RedisFact]
    public void ADamagedReplicaIsReadAgain()
    {
        using StoreFolder folder = new();
        using RedisServer server = new();
        using (RedisTeamStore writer = Team.Writer(server.Port, folder.Root, Team.Some(3)))
            writer.MustSynchronize();
        string replica = Assert.Single(Directory.GetFiles(folder.Root));
        string[] lines = File.ReadAllLines(replica);
        foreach (string[] damaged in (string[][])[lines[..^1], [.. lines, "x"], ["", .. lines], [lines[0].Replace("2\t", "1\t", StringComparison.Ordinal), .. lines[1..]], [lines[0]], []])
        {
            File.WriteAllLines(replica, damaged);
            using RedisTeamStore reader = Team.Reader(server.Port, folder.Root);
            reader.MustSynchronize();
            Assert.Equal(3, reader.Find(new()).Count);
            Assert.Empty(reader.Warnings);
            reader.Dispose();
            Assert.Equal(lines.Order(), File.ReadAllLines(replica).Order());
        }
    }

    /// <summary>Whole, but of entries that this version does not understand: seen when somebody looks.</summary>
    [RedisFact]
    public void AReplicaOfNonsenseIsReadAgain()
    {
        using StoreFolder folder = new();
        using RedisServer server = new();
        using (RedisTeamStore writer = Team.Writer(server.Port, folder.Root, Team.Some(3)))
            writer.MustSynchronize();
        string replica = Assert.Single(Directory.GetFiles(folder.Root));
        string[] header = File.ReadLines(replica).First().Split('\t', 3);
        string body = $"{Entries.Kernel}\tf32\tx\nno entry\n\n\t\n";
        File.WriteAllText(replica, $"{header[0]}\t{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}\t{header[2]}\n{body}");
        using RedisTeamStore reader = Team.Reader(server.Port, folder.Root);
        _ = reader.Find(new());
        reader.MustSynchronize();
        Assert.Equal(3, reader.Find(new()).Count);
        reader.Dispose();
        Assert.Equal(4, File.ReadAllLines(replica).Length);
    }

    /// <summary>A process begins with a call of one kernel: it is not to wait for what a team knows of others.</summary>
    [RedisFact]
    public void OneKernelIsFoundAndTheOthersStay()
    {
        using StoreFolder folder = new();
        using RedisServer server = new();
        (string Kernel, string Element)[] kernels = [("a", "f32"), ("a", "bf16"), ("b", "f32")];
        using (RedisTeamStore writer = Team.Writer(server.Port, folder.Root, [.. Enumerable.Range(0, 60).Select(i => Of(kernels[i % 3], i))]))
            writer.MustSynchronize();
        string[] before = [.. File.ReadAllLines(Assert.Single(Directory.GetFiles(folder.Root))).Skip(1).Order(StringComparer.Ordinal)];
        foreach ((string kernel, string element) in kernels)
        {
            using RedisTeamStore reader = Team.Reader(server.Port, folder.Root);
            string[] found = Team.Texts(reader.Find(new() { Kernel = kernel, Element = element }));
            Assert.Equal(20, found.Length);
            Assert.Equal(before.Where(line => line.StartsWith($"{kernel}\t{element}\t", StringComparison.Ordinal)), found);
        }

        // Lines that nobody read are written again.
        using (RedisTeamStore more = Team.Writer(server.Port, folder.Root, [Entries.Timed(777_777)]))
            more.MustSynchronize();
        Assert.Equal(before.Append(Entries.Timed(777_777).Text).Order(StringComparer.Ordinal), File.ReadAllLines(Assert.Single(Directory.GetFiles(folder.Root))).Skip(1).Order(StringComparer.Ordinal));

        static Evidence Of((string Kernel, string Element) of, int number) => new()
        {
            Kernel = of.Kernel,
            Variant = $"{of.Kernel}/cpu/{of.Element}-{number}",
            ContentHash = number.ToString("x64", CultureInfo.InvariantCulture),
            Site = Entries.Site with { Element = of.Element },
            Session = "s",
            When = Entries.Noon,
            Samples = [number + 1],
        };
    }

    /// <summary>Many processes of one user that read the same do not each write it.</summary>
    [RedisFact]
    public void WhatAnotherProcessWroteIsNotWrittenAgain()
    {
        using StoreFolder folder = new();
        using RedisServer server = new();
        using RedisTeamStore writer = Team.Writer(server.Port, backlog: Team.Some(3)), one = Team.Reader(server.Port, folder.Root), other = Team.Reader(server.Port, folder.Root);
        writer.MustSynchronize();
        one.MustSynchronize();
        one.Dispose();
        string replica = Assert.Single(Directory.GetFiles(folder.Root));
        DateTime marked = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(replica, marked);
        other.MustSynchronize();
        other.Dispose();
        Assert.Equal(marked, File.GetLastWriteTimeUtc(replica));
    }
}
