using System.Text.Json;
using Fla.Tests.Redis;
using Fla.Tuning;

namespace Fla.Cli.Tests.Commands;

/// <summary>The tool and a team's real server.</summary>
public sealed class TeamTests
{
    private static readonly KernelVariant A = Times.Variants[0], B = Times.Variants[1];

    [RedisFact]
    public void WhatOnePushesAnotherPulls()
    {
        using RedisServer server = new();
        using OwnStore mine = new(), theirs = new();
        string address = Address(server), given = Times.Write(mine.File("given.lock"), [.. Times.Of((A, 20), (B, 10)), Times.Rejection(Times.Variants[2], "made up")]);
        JsonElement pushed = Assert.Single(mine.Run("cache", "push", given, "--team", address, "--json").Ok().Json);
        Assert.Equal((3, 3), (pushed.GetProperty("entries").GetInt32(), pushed.GetProperty("new").GetInt32()));
        Assert.Contains("3 entries, 0 of them new there", mine.RunWith("FLA_TUNE_TEAM", address, "cache", "push", given).Ok().Output);

        JsonElement[] pulled = theirs.Run("cache", "pull", "--team", address, "--output", theirs.File("out.lock"), "--json").Ok().Json;
        Assert.Equal((3, 3), (pulled[0].GetProperty("entries").GetInt32(), pulled[0].GetProperty("ofThisBuild").GetInt32()));
        Assert.Equal(3, pulled[1].GetProperty("entries").GetInt32());
        Assert.Equal(File.ReadAllBytes(given), File.ReadAllBytes(theirs.File("out.lock")));
        Assert.Contains("say the same", theirs.RunWith("FLA_TUNE_TEAM", address, "cache", "diff", "team", given).Ok().Output);

        // Off the network, what was pulled decides.
        server.Kill();
        JsonElement explained = Assert.Single(theirs.RunWith("FLA_TUNE_TEAM", address, "explain", Times.Op, "--shape", Times.Shape, "--json").Ok().Json);
        Assert.Equal(("tuned", B.Id, "foreign, the team's server"), (Text(explained, "rung"), Text(explained, "variant"), Text(explained, "source")));
    }

    /// <summary>The launcher of a job freezes; its processes on other machines name the id and find it.</summary>
    [RedisFact]
    public void TheProcessesOfAJobFindItsSnapshotOnTheServer()
    {
        using RedisServer server = new();
        using OwnStore launcher = new(), rank = new();
        launcher.Run("cache", "import", Times.Write(launcher.File("x.lock"), Times.Of((A, 20), (B, 10)))).Ok();
        string id = launcher.Run("cache", "snapshot", "--push", "--team", Address(server), "--json").Ok().Json.Single().GetProperty("id").GetString()!;
        string[] ask = ["explain", Times.Op, "--shape", Times.Shape, "--json"];
        Assert.Contains("There is no snapshot", rank.RunWith("FLA_TUNE_SNAPSHOT", id, ask).Exits(2).Error);
        Dictionary<string, string> job = new() { ["FLA_TUNE_SNAPSHOT"] = id, ["FLA_TUNE_TEAM"] = Address(server), ["FLA_TUNE_STORE"] = rank.File("tune.db") };
        Assert.Equal(("tuned", B.Id), Choice(Tool.RunIn(job, ask)));
        // Once there, it needs no server.
        server.Kill();
        Assert.Equal(("tuned", B.Id), Choice(rank.RunWith("FLA_TUNE_SNAPSHOT", id, ask)));

        static (string, string) Choice(ToolResult result)
        {
            JsonElement line = Assert.Single(result.Ok().Json);
            return (Text(line, "rung"), Text(line, "variant"));
        }
    }

    [RedisFact]
    public void WhatWasMeasuredIsPushedAndWhatIsOfAnotherBuildIsNot()
    {
        using RedisServer server = new();
        using OwnStore store = new();
        using (SqliteStore own = new(store.File("tune.db")))
        {
            Evidence other = Times.Entry(A, Times.Site with { Bucket = "T=1,N=1,threads=1" }, [1000], null, hash: new('0', 64));
            own.Add([.. Times.Of((A, 20)).Select(static e => e.From(EvidenceOrigin.Own)), .. Times.Of((B, 10)), other.From(EvidenceOrigin.Own)]);
        }

        JsonElement pushed = Assert.Single(store.Run("cache", "push", "--team", Address(server), "--json").Ok().Json);
        Assert.Equal((1, 1), (pushed.GetProperty("entries").GetInt32(), pushed.GetProperty("new").GetInt32()));

        using SigningKey key = SigningKey.Create();
        Assert.Contains("1 entries, 1 of them new", store.RunWith("FLA_TUNE_SIGN_KEY", key.PrivatePem, "cache", "push", "--team", Address(server)).Ok().Output);
        store.Run("cache", "pull", "--team", Address(server), "--output", store.File("out.lock")).Ok();
        Assert.True(TrustedKeys.Parse(key.PublicPem).Signed(Assert.Single(LockFile.Read(store.File("out.lock")).Evidence)));
    }

    [RedisFact]
    public void StatsAndDoctorSayHowItStands()
    {
        using RedisServer server = new();
        using OwnStore store = new();
        string address = Address(server);
        store.Run("cache", "push", Times.Write(store.File("given.lock"), Times.Of((A, 20))), "--team", address).Ok();
        JsonElement team = Team();
        Assert.Equal(("online", 1), (Text(team, "state"), team.GetProperty("entries").GetInt32()));
        Assert.Contains($"redis://127.0.0.1:{server.Port}/team/project, 1 entries", Finding("ok"));
        server.Kill();
        team = Team();
        Assert.Equal(("offline", 1), (Text(team, "state"), team.GetProperty("entries").GetInt32()));
        Assert.Contains("Connection refused", Assert.Single(team.GetProperty("warnings").EnumerateArray()).GetString());
        Assert.Contains("offline", store.RunWith("FLA_TUNE_TEAM", address, "cache", "stats").Ok().Output);
        Assert.Contains("Connection refused", Finding("warning"));

        JsonElement Team() => store.RunWith("FLA_TUNE_TEAM", address, "cache", "stats", "--json").Ok().Json.Single(static l => Text(l, "kind") == "team");

        string Finding(string level) => store.RunWith("FLA_TUNE_TEAM", address, "doctor", "--json").Json
            .Where(static l => Text(l, "kind") == "finding").Single(l => Text(l, "text").StartsWith("FLA_TUNE_TEAM: ", StringComparison.Ordinal) && Text(l, "level") == level).GetProperty("text").GetString()!;
    }

    [Fact]
    public void WithoutAServerItIsRefusedAndNoPasswordIsShown()
    {
        using OwnStore store = new();
        string given = Times.Write(store.File("given.lock"), Times.Of((A, 20))), dead = $"redis://user:PASSWORD@127.0.0.1:{RedisServer.FreePort()}/team/project";
        store.Run("cache", "pull").IsRefused("there is no team", "FLA_TUNE_TEAM", "--team");
        store.Run("cache", "diff", "team", given).IsRefused("there is no team", "FLA_TUNE_TEAM");
        store.Run("cache", "push", "--team", dead).IsRefused("nothing to push");
        foreach (ToolResult result in (ToolResult[])[
            store.Run("cache", "push", given, "--team", dead), store.Run("cache", "pull", "--team", dead, "--timeout", "5s"), store.RunWith("FLA_TUNE_TEAM", dead, "cache", "diff", "team", given)])
        {
            result.IsRefused("Connection refused", "/team/project");
            Assert.DoesNotContain("PASSWORD", result.Error);
        }

        ToolResult malformed = store.Run("cache", "pull", "--team", "redis://user:PASSWORD@host");
        malformed.IsRefused("--team", "Set it to");
        Assert.DoesNotContain("PASSWORD", malformed.Error);
        ToolResult doctor = store.RunWith("FLA_TUNE_TEAM", "redis://user:PASSWORD@host", "doctor", "--json");
        Assert.Contains("FLA_TUNE_TEAM does not end in a team", doctor.Output);
        Assert.DoesNotContain("PASSWORD", doctor.Output);
        store.Run("cache", "pull", "--team", dead, "--timeout", "soon").IsRefused("--timeout", "soon");
    }

    private static string Address(RedisServer server) => $"redis://127.0.0.1:{server.Port}/team/project";

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
}
