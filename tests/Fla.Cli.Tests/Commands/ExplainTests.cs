using System.Text.Json;

namespace Fla.Cli.Tests.Commands;

public sealed class ExplainTests
{
    [CpuFact]
    public void WithoutEvidenceTheCostModelDecides()
    {
        JsonElement line = Explain(new OwnStore());
        Assert.Equal("heuristic", line.GetProperty("rung").GetString());
        Assert.Equal(Times.Variants[0].Id, line.GetProperty("variant").GetString());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("nearest").ValueKind);
        double[] cycles = [.. line.GetProperty("considered").EnumerateArray().Select(c => c.GetProperty("cycles").GetDouble())];
        Assert.Equal(cycles.Order(), cycles);
        string text = new OwnStore().Run("explain", "kda", "--shape", Times.Shape).Ok().Output;
        Assert.Contains($"{Times.Variants[0].Id} ← chosen", text);
        Assert.All(new[] { "element", "dims", "bucket", "device", "toolchain", "policy" }, field => Assert.Contains($"  {field} ", text));
    }

    [CpuFact]
    public void TheFastestWinsAndTiesGoToTheCanonicalOne()
    {
        using var store = new OwnStore();
        (KernelVariant a, KernelVariant b) = (Times.Variants[0], Times.Variants[1]);
        store.Run("cache", "import", Times.Write(store.File("x.lock"), Times.Of((a, 20), (b, 10)))).Ok();
        JsonElement faster = Explain(store);
        Assert.Equal(b.Id, faster.GetProperty("variant").GetString());
        Assert.StartsWith("it is the fastest, 100.0 % ahead of", faster.GetProperty("why").GetString());
        Assert.Contains("must pass the gate", faster.GetProperty("why").GetString());
        Assert.StartsWith("foreign", faster.GetProperty("source").GetString());

        using var other = new OwnStore();
        other.Run("cache", "import", Times.Write(other.File("x.lock"), Entries(a, 1002, b, 1000))).Ok();
        JsonElement tied = Explain(other);
        Assert.Equal(a.Id, tied.GetProperty("variant").GetString());
        Assert.StartsWith($"it ties with {b.Id}", tied.GetProperty("why").GetString());
    }

    [CpuFact]
    public void TheNearestKeyIsNamedWithWhatDiffers()
    {
        using var store = new OwnStore();
        string file = Times.Write(store.File("near.lock"), Times.Of((Times.Variants[0], 20), (Times.Variants[1], 10)));
        JsonElement line = Assert.Single(store.RunWith("FLA_TUNE_LOCK", file, "explain", "kda", "--shape", "T=128,H=1,K=32", "--json").Ok().Json);
        Assert.Equal("nearest", line.GetProperty("rung").GetString());
        Assert.Equal(["bucket"], line.GetProperty("differs").EnumerateArray().Select(d => d.GetString()));
        Assert.Equal(Times.Site.Bucket, line.GetProperty("nearest").GetProperty("bucket").GetString());
        Assert.Contains(file, line.GetProperty("source").GetString());
        string text = store.RunWith("FLA_TUNE_LOCK", file, "explain", "kda", "--shape", "T=128,H=1,K=32").Ok().Output;
        Assert.Contains("the same", text);
        Assert.Contains(Times.Site.Bucket, text);
    }

    [CpuFact]
    public void ARefusedVariantIsShownWithTheReason()
    {
        using var store = new OwnStore();
        store.Run("cache", "import", Times.Write(store.File("bad.lock"), Times.Rejection(Times.Variants[0], "made up"))).Ok();
        JsonElement line = Explain(store);
        Assert.Equal(Times.Variants[1].Id, line.GetProperty("variant").GetString());
        Assert.Contains("gates it", store.Run("explain", "kda", "--shape", Times.Shape).Ok().Output);
        JsonElement first = line.GetProperty("considered")[0];
        Assert.Equal(("doubted", "made up"), (first.GetProperty("standing").GetString(), first.GetProperty("reason").GetString()));
    }

    private static Fla.Tuning.Evidence[] Entries(KernelVariant a, int slow, KernelVariant b, int fast) =>
        [.. Times.Of((a, slow), (b, fast))];

    private static JsonElement Explain(OwnStore store) =>
        Assert.Single(store.Run("explain", "kda", "--shape", Times.Shape, "--json").Ok().Json);
}
