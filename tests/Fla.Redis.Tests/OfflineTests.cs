using System.Net;
using System.Net.Sockets;
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
        foreach (string[] damaged in (string[][])[lines[..^1], [.. lines, "x"], ["", .. lines], ["fla.team 1\t3\te\tx\t", .. lines[1..]], []])
        {
            File.WriteAllLines(replica, damaged);
            using RedisTeamStore reader = Team.Reader(server.Port, folder.Root);
            reader.MustSynchronize();
            Assert.Equal(3, reader.Find(new()).Count);
            Assert.Empty(reader.Warnings);
        }
    }
}
