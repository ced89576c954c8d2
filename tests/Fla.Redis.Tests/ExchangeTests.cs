using Fla.Redis;
using Fla.Tests.Stores;
using Fla.Tuning;

namespace Fla.Tests.Redis;

public sealed class ExchangeTests
{
    [RedisFact]
    public void WhatOneMeasuresOthersFind()
    {
        using RedisServer server = new();
        using RedisTeamStore writer = Team.Writer(server.Port);
        Evidence[] some = [Entries.Timed(1), Entries.Gate(2, "wrong"), Entries.Gate(3, null)];
        writer.Add(some);
        writer.MustSynchronize();
        Assert.Equal((TeamState.Online, 2), (writer.State, writer.Sent));

        using RedisTeamStore reader = Team.Reader(server.Port);
        reader.MustSynchronize();
        Assert.Equal(Team.Texts(some[..2]), Team.Texts(reader));
        Assert.All(reader.Find(new()), static e => Assert.Equal(EvidenceOrigin.Foreign, e.Origin));
        Assert.Equal(some[0], Assert.Single(reader.Find(new() { Kernel = Entries.Kernel, Element = "f32", Bucket = Entries.Site.Bucket })));
        Assert.Empty(reader.Find(new() { Kernel = "other", Element = "f32" }));
    }

    [RedisFact]
    public void NobodyHasToAsk()
    {
        using RedisServer server = new();
        using RedisTeamStore writer = Team.Writer(server.Port), reader = Team.Reader(server.Port, options: "every=20ms");
        writer.Add([Entries.Timed(1)]);
        Assert.True(Team.Comes(() => reader.Find(new()).Count == 1));
        writer.Add([Entries.Timed(2)]);
        Assert.True(Team.Comes(() => reader.Find(new()).Count == 2));
    }

    /// <summary>As programs use it: by nothing but the variable.</summary>
    [RedisFact]
    public void TheEnvironmentIsEnough()
    {
        using RedisServer server = new();
        using StoreFolder mine = new(), theirs = new();
        using IEvidenceStore writer = With(mine, "role=writer").Store(), reader = With(theirs, "every=20ms").Store();
        writer.Add([Entries.Timed(1), Entries.Gate(2, null)]);
        Assert.True(Team.Comes(() => reader.Find(new()).Count == 1));
        Assert.Equal(EvidenceOrigin.Foreign, reader.Find(new())[0].Origin);
        Assert.Equal(2, writer.Find(new()).Count(static e => e.Origin == EvidenceOrigin.Own));
        reader.Dispose();
        Assert.Single(Directory.GetFiles(theirs.At("team")));

        TuningEnvironment With(StoreFolder folder, string options) => new(name => name switch
        {
            "FLA_TUNE_TEAM" => $"redis://127.0.0.1:{server.Port}/team/project?{options}",
            "FLA_TUNE_STORE" => folder.Database,
            _ => null,
        });
    }

    [RedisFact]
    public void MorePagesThanOneAreRead()
    {
        using RedisServer server = new();
        using RedisTeamStore writer = Team.Writer(server.Port);
        Evidence[] many = Team.Some(1234);
        writer.Add(many);
        writer.MustSynchronize();
        Assert.Equal(Team.Texts(many), Team.Read(server.Port));
    }

    [RedisFact]
    public void TheBacklogIsOfferedOnceAndOnlyWhatIsNews()
    {
        using RedisServer server = new();
        Evidence[] mine = Team.Some(20);
        using (RedisTeamStore first = Team.Writer(server.Port, backlog: mine))
        {
            first.MustSynchronize();
            Assert.Equal(20, first.Sent);
        }

        mine[3] = Entries.Timed(3, second: 5);
        mine[4] = Entries.Timed(4, second: -5);
        using RedisTeamStore second = Team.Writer(server.Port, backlog: mine);
        second.MustSynchronize();
        Assert.Equal(1, second.Sent);
        Assert.Contains(mine[3].Text, Team.Read(server.Port));
        Assert.Contains(Entries.Timed(4).Text, Team.Read(server.Port));
    }

    [RedisFact]
    public void AReaderSendsNothing()
    {
        using RedisServer server = new();
        using RedisTeamStore reader = Team.Reader(server.Port);
        reader.Add([Entries.Timed(1)]);
        reader.MustSynchronize();
        Assert.Equal(0, reader.Remove(static _ => true));
        Assert.Empty(Team.Read(server.Port));
    }

    [RedisFact]
    public void OwnEntriesAreSignedAndOthersAreNot()
    {
        using RedisServer server = new();
        using SigningKey key = SigningKey.Create();
        TrustedKeys trusted = TrustedKeys.Parse(key.PublicPem);
        using (RedisTeamStore unsigned = Team.Writer(server.Port, backlog: [Entries.Timed(1)]))
            unsigned.MustSynchronize();
        using (RedisTeamStore signing = Team.Writer(server.Port, backlog: [Entries.Timed(1), Entries.Timed(2, origin: EvidenceOrigin.Foreign)], signer: key))
            signing.MustSynchronize();
        using (RedisTeamStore again = Team.Writer(server.Port, backlog: [Entries.Timed(1)], signer: key))
        {
            again.MustSynchronize();
            Assert.Equal(0, again.Sent);
        }

        using RedisTeamStore reader = Team.Reader(server.Port);
        reader.MustSynchronize();
        Assert.Equal([true, false], reader.Find(new()).OrderBy(static e => e.Key).Select(trusted.Signed));
    }

    [RedisFact]
    public void WhatIsRemovedIsGoneForAll()
    {
        using RedisServer server = new();
        using RedisTeamStore writer = Team.Writer(server.Port, backlog: Team.Some(3)), reader = Team.Reader(server.Port);
        writer.MustSynchronize();
        reader.MustSynchronize();
        Assert.Equal(1, writer.Remove(static e => e.Variant.EndsWith('1')));
        Assert.Equal(2, writer.Find(new()).Count);
        writer.MustSynchronize();
        reader.MustSynchronize();
        Assert.Equal(2, reader.Find(new()).Count);
        Assert.Equal(2, Team.Read(server.Port).Length);
    }

    [RedisFact]
    public void NamespacesDoNotSeeEachOther()
    {
        using RedisServer server = new();
        using RedisTeamStore one = Team.Writer(server.Port, backlog: [Entries.Timed(1)], project: "one"), other = Team.Writer(server.Port, backlog: [Entries.Timed(2)], project: "other");
        one.MustSynchronize();
        other.MustSynchronize();
        Assert.Equal([Entries.Timed(1).Text], Team.Read(server.Port, "one"));
        Assert.Equal([Entries.Timed(2).Text], Team.Read(server.Port, "other"));
    }

    [RedisFact]
    public void SnapshotsAreKeptUnderTheirId()
    {
        using RedisServer server = new();
        using RedisTeamStore writer = Team.Writer(server.Port);
        byte[] bytes = LockFile.Format(Team.Some(3));
        string id = Snapshot.Id(Team.Some(3));
        Assert.Null(writer.FindSnapshot(id, Team.Patience));
        Assert.Null(writer.PutSnapshot(id, bytes, Team.Patience));
        Assert.Null(writer.PutSnapshot(id, bytes, Team.Patience));
        Assert.Equal(bytes, writer.FindSnapshot(id, Team.Patience));
        Assert.Contains(id, Assert.Throws<ArgumentException>(() => writer.PutSnapshot(id, [1, 2], Team.Patience)).Message);
        using var admin = Team.Admin(server.Port);
        admin.GetDatabase().StringSet($"fla:1:{{team/project}}:snapshot:{id}", "altered");
        Assert.Null(writer.FindSnapshot(id, Team.Patience));
    }
}
