using System.Text.Json;
using Fla.Tuning;

namespace Fla.Cli.Tests.Commands;

public sealed class CacheTests
{
    private static readonly KernelVariant A = Times.Variants[0], B = Times.Variants[1];

    [Fact]
    public void AnEmptyStoreIsEmpty()
    {
        using var store = new OwnStore();
        JsonElement line = Assert.Single(store.Run("cache", "stats", "--json").Ok().Json);
        Assert.Equal(store.File("tune.db"), line.GetProperty("location").GetString());
        Assert.Equal(0, line.GetProperty("entries").GetInt32());
        store.Run("cache", "export", store.File("x.lock")).IsRefused("nothing to export");
        store.Run("cache", "snapshot").IsRefused("nothing to freeze");
        Assert.False(File.Exists(store.File("tune.db")));
    }

    [CpuFact]
    public void WhatIsImportedIsForeignAndComesOutAsItWas()
    {
        using var store = new OwnStore();
        string given = Times.Write(store.File("given.lock"), [.. Times.Of((A, 20), (B, 10)), Times.Rejection(Times.Variants[2], "made up")]);
        store.Run("cache", "import", given).Ok();
        JsonElement[] stats = store.Run("cache", "stats", "--json").Ok().Json;
        Assert.Equal(3, stats[0].GetProperty("entries").GetInt32());
        Assert.All(stats.Where(l => l.GetProperty("kind").GetString() == "group"), g => Assert.Equal("foreign", g.GetProperty("origin").GetString()));
        Assert.Equal("made up", stats.Last().GetProperty("reason").GetString());
        Assert.Contains("made up", store.Run("cache", "stats").Ok().Output);

        store.Run("cache", "export", store.File("out.lock")).Ok();
        Assert.Equal(File.ReadAllBytes(given), File.ReadAllBytes(store.File("out.lock")));
        Assert.Contains("say the same", store.Run("cache", "diff", "own", given).Ok().Output);

        store.Run("cache", "export", store.File("some.lock"), "--filter", $"variant={B.Id}", "--filter", "device=cpu-*").Ok();
        Assert.Equal(B.Id, Assert.Single(LockFile.Read(store.File("some.lock")).Evidence).Variant);
    }

    [CpuFact]
    public void DiffNamesWhatIsInOneAndWhatIsOtherwise()
    {
        using var store = new OwnStore();
        string left = Times.Write(store.File("left.lock"), Times.Of((A, 20), (B, 10)));
        string right = Times.Write(store.File("right.lock"), Times.Of((A, 30), (Times.Variants[2], 10)));
        JsonElement[] lines = store.Run("cache", "diff", left, right, "--json").Exits(1).Json;
        Assert.Equal(["both", "left", "right"], lines.Select(l => l.GetProperty("in").GetString()).Order());
        JsonElement both = lines.Single(l => l.GetProperty("in").GetString() == "both");
        Assert.Equal((0.02, 0.03), (Median(both, "left"), Median(both, "right")));
        Assert.Contains("1 entries only in", store.Run("cache", "diff", left, right).Exits(1).Output);

        static double Median(JsonElement line, string side) => Math.Round(line.GetProperty(side).GetProperty("medianMs").GetDouble(), 4);
    }

    [CpuFact]
    public void DiffReadsAStoreAndTouchesNoOtherDatabase()
    {
        using var store = new OwnStore();
        string file = Times.Write(store.File("x.lock"), Times.Of((A, 20), (B, 10)));
        store.Run("cache", "import", file).Ok();
        store.Run("cache", "diff", store.File("tune.db"), file).Ok();
        File.WriteAllText(store.File("other.db"), "SQLite format 3\0 and then nothing that is one");
        store.Run("cache", "diff", store.File("other.db"), file).IsRefused("no store of evidence");
        Assert.True(File.Exists(store.File("other.db")));
    }

    [CpuFact]
    public void MergeGivesTheSameBytesInAnyOrder()
    {
        using var store = new OwnStore();
        string one = Times.Write(store.File("one.lock"), Times.Of((A, 20), (B, 10)));
        string two = Times.Write(store.File("two.lock"), Times.Of((A, 30), (Times.Variants[2], 10)));
        store.Run("cache", "merge", one, two, "-o", store.File("ab.lock")).Ok();
        store.Run("cache", "merge", two, one, two, "--output", store.File("ba.lock")).Ok();
        Assert.Equal(File.ReadAllBytes(store.File("ab.lock")), File.ReadAllBytes(store.File("ba.lock")));
        Assert.Equal(3, LockFile.Read(store.File("ab.lock")).Evidence.Count);
    }

    [CpuFact]
    public void MergeResolvesConflictsOfGit()
    {
        using var store = new OwnStore();
        string[] one = Lines(Times.Of((A, 20))), two = Lines(Times.Of((B, 10)));
        string file = store.File("fla.tune.lock");
        File.WriteAllLines(file, ["fla.tune.lock 1", "<<<<<<< HEAD", one[1], "=======", two[1], ">>>>>>> theirs"]);
        ToolResult merged = store.Run("cache", "merge", file).Ok();
        Assert.Contains("conflict markers", merged.Error);
        Assert.Equal(LockFile.Format(Times.Of((A, 20), (B, 10))), File.ReadAllBytes(file));
        Assert.Contains("as before", store.Run("cache", "merge", file).Ok().Output);

        File.AppendAllText(file, "nonsense\n");
        Assert.Contains("is skipped", store.Run("cache", "merge", file).Exits(1).Error);

        string[] Lines(Evidence[] entries) => File.ReadAllLines(Times.Write(store.File("lines.lock"), entries));
    }

    [Fact]
    public void NothingButALockFileIsOverwritten()
    {
        using var store = new OwnStore();
        File.WriteAllText(store.File("notes.txt"), "notes");
        string file = Times.Write(store.File("x.lock"));
        store.Run("cache", "merge", file, "-o", store.File("notes.txt")).IsRefused("choose another name");
        store.Run("cache", "export", store.File("notes.txt")).IsRefused("choose another name");
        store.Run("cache", "import", store.File("notes.txt")).IsRefused("it is no lock file");
        Assert.Equal("notes", File.ReadAllText(store.File("notes.txt")));
    }

    [CpuFact]
    public void GarbageIsWhatThisBuildDoesNotHaveAndOldToolchains()
    {
        using var store = new OwnStore();
        EvidenceSite old = Times.Site with { Toolchain = "dotnet-9.0.1-jit" };
        long[] samples = [1000, 1001];
        string hash = new('0', 64);
        Evidence current = Times.Entry(A, Times.Site, samples, null, year: 2021);
        Evidence elsewhere = new()
        {
            Kernel = "their_kernel",
            Variant = "their_kernel/cpu/x",
            ContentHash = hash,
            Site = Times.Site,
            Session = "s",
            When = current.When,
            Samples = [.. samples],
        };
        Evidence[] all =
        [
            current,
            Times.Entry(B, Times.Site, samples, null, hash),
            Times.Entry(A, old, samples, null, year: 2021),
            Times.Entry(B, old, samples, null, year: 2199),
            Times.Entry(B, Times.Site.Gate(), [], "made up", hash),
            elsewhere,
        ];
        store.Run("cache", "import", Times.Write(store.File("x.lock"), all)).Ok();
        string[] why = [.. store.Run("cache", "gc", "--dry-run", "--json").Ok().Json.Select(l => l.GetProperty("why").GetString()!).Order()];
        Assert.Equal(["an old toolchain", "code that this build does not have"], why);
        Assert.Contains("1 entries would be removed, 5 stay", store.Run("cache", "gc", "--days", "100000", "--dry-run").Ok().Output);
        Assert.Contains("2 entries removed, 4 stay", store.Run("cache", "gc").Ok().Output);
        Assert.Contains("1 entries removed, 3 stay", store.Run("cache", "gc", "--rejected").Ok().Output);
        Assert.Contains("1 entries removed, 2 stay", store.Run("cache", "gc", "--others").Ok().Output);
        Assert.Contains("0 entries removed, 2 stay", store.Run("cache", "gc").Ok().Output);
    }

    [CpuFact]
    public void VerifyProvesForeignWinners()
    {
        using var store = new OwnStore();
        string file = Times.Write(store.File("x.lock"), Times.Of((A, 20), (B, 10)));
        JsonElement line = Assert.Single(store.RunWith("FLA_TUNE_LOCK", file, "cache", "verify", "--json").Ok().Json);
        Assert.Equal(("kda", B.Id, "foreign"), (line.GetProperty("op").GetString(), line.GetProperty("variant").GetString(), line.GetProperty("origin").GetString()));
        Assert.True(line.GetProperty("pass").GetBoolean());
        // The proof is kept: what wins is admitted now.
        JsonElement explained = Assert.Single(store.RunWith("FLA_TUNE_LOCK", file, "explain", "kda", "--shape", Times.Shape, "--json").Ok().Json);
        Assert.Equal(["admitted"], explained.GetProperty("considered").EnumerateArray()
            .Where(c => c.GetProperty("variant").GetString() == B.Id).Select(c => c.GetProperty("standing").GetString()));
    }

    [CpuFact]
    public void ASnapshotAloneDecides()
    {
        using var store = new OwnStore();
        store.Run("cache", "import", Times.Write(store.File("x.lock"), Times.Of((A, 20), (B, 10)))).Ok();
        string[] lines = store.Run("cache", "snapshot").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string id = lines[^1].Split('=')[1];
        Assert.Equal($"FLA_TUNE_SNAPSHOT={id}", lines[^1]);
        Assert.Equal(id, store.Run("cache", "snapshot", "--dry-run", "--json").Ok().Json.Single().GetProperty("id").GetString());
        store.Run("cache", "import", Times.Write(store.File("y.lock"), Times.Entry(B, Times.Site, [90_000_000, 90_000_001], null, year: 2027))).Ok();
        Assert.Equal(A.Id, Chosen(store.Run("explain", "kda", "--shape", Times.Shape, "--json")));
        Assert.Equal(B.Id, Chosen(store.RunWith("FLA_TUNE_SNAPSHOT", id, "explain", "kda", "--shape", Times.Shape, "--json")));

        static string? Chosen(ToolResult result) => Assert.Single(result.Ok().Json).GetProperty("variant").GetString();
    }
}
