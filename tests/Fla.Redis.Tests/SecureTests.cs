using Fla.Redis;
using Fla.Tests.Stores;
using Fla.Tuning;

namespace Fla.Tests.Redis;

/// <summary>A server with the settings, the users and the rights that the README gives.</summary>
public sealed class SecureTests
{
    [RedisFact]
    public void AWriterAndAReaderNeedNoMoreThanTheirRights()
    {
        using RedisServer server = Documented.Server(static folder => Authority.Write(folder));
        using RedisTeamStore writer = Open(server, "writer:WRITER-SECRET", "role=writer"), reader = Open(server, "reader:READER-SECRET");
        writer.Add(Team.Some(3));
        writer.MustSynchronize();
        Assert.Equal(1, writer.Remove(static e => e.Variant.EndsWith('1')));
        writer.MustSynchronize();
        reader.MustSynchronize();
        Assert.Equal(Team.Texts([Entries.Timed(0), Entries.Timed(2)]), Team.Texts(reader));
        string id = Snapshot.Id(Team.Some(1));
        Assert.Null(writer.PutSnapshot(id, LockFile.Format(Team.Some(1)), Team.Patience));
        Assert.NotNull(reader.FindSnapshot(id, Team.Patience));
        Assert.Empty(writer.Warnings.Concat(reader.Warnings));
    }

    [RedisFact]
    public void TheServerRefusesAReadersEntriesAndThatIsSaidOnce()
    {
        using RedisServer server = Documented.Server(static folder => Authority.Write(folder));
        using RedisTeamStore reader = Open(server, "reader:READER-SECRET", "role=writer");
        reader.Add([Entries.Timed(1)]);
        Assert.Contains("takes no entries", reader.Synchronize(Team.Patience));
        Assert.Contains("takes no entries", reader.Synchronize(Team.Patience));
        Assert.Equal(TeamState.Online, reader.State);
        Assert.Contains("permission", Assert.Single(reader.Warnings));
        Assert.Contains("permission", reader.PutSnapshot(Snapshot.Id(Team.Some(1)), LockFile.Format(Team.Some(1)), Team.Patience));

        using RedisTeamStore writer = Open(server, "writer:WRITER-SECRET", "role=writer");
        writer.MustSynchronize();
        Assert.Empty(writer.Find(new()));
    }

    [RedisFact]
    public void OthersNamespacesAreOutOfReach()
    {
        using RedisServer server = Documented.Server(static folder => Authority.Write(folder));
        using RedisTeamStore stranger = Open(server, "writer:WRITER-SECRET", "role=writer", project: "another");
        Assert.Contains("permission", stranger.Synchronize(Team.Patience));
    }

    [RedisFact]
    public void AWrongPasswordIsSaidAndNotShown()
    {
        using RedisServer server = Documented.Server(static folder => Authority.Write(folder));
        using RedisTeamStore store = Open(server, "reader:PASSWORD");
        string problem = store.Synchronize(Team.Patience)!;
        Assert.Contains("WRONGPASS", problem);
        Assert.DoesNotContain("PASSWORD", problem + string.Join(' ', store.Warnings) + store.Location);
    }

    [RedisFact]
    public void AnotherAuthorityIsNotBelieved()
    {
        using StoreFolder other = new();
        Authority.Write(other.Root);
        using RedisServer server = Documented.Server(static folder => Authority.Write(folder));
        Assert.Contains("certificate", Problem(server, $"ca={other.At("ca.pem")}"));
        // The system knows neither.
        Assert.Contains("certificate", Problem(server, ""));
        Assert.Contains("nowhere.pem", Problem(server, $"ca={other.At("nowhere.pem")}"));
        Assert.Contains("holds no certificate", Problem(server, $"ca={other.At("server.key")}"));
    }

    [RedisFact]
    public void AnotherServersCertificateIsNotBelieved()
    {
        using RedisServer server = Documented.Server(static folder => Authority.Write(folder, "elsewhere.example"));
        Assert.Contains("certificate", Problem(server, $"ca={server.Folder}/ca.pem"));
    }

    private static string Problem(RedisServer server, string options)
    {
        using RedisTeamStore store = new(new() { Address = TeamAddress.Parse($"rediss://reader:READER-SECRET@127.0.0.1:{server.Port}/team/project?{options}") });
        string? problem = store.Synchronize(Team.Patience);
        Assert.Equal(TeamState.Offline, store.State);
        return problem!;
    }

    private static RedisTeamStore Open(RedisServer server, string user, string options = "", string project = "project") => new(new()
    {
        Address = TeamAddress.Parse($"rediss://{user}@127.0.0.1:{server.Port}/team/{project}?every=1000s&ca={server.Folder}/ca.pem&{options}"),
    });
}
