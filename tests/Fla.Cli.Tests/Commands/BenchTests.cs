using System.Text.Json;

namespace Fla.Cli.Tests.Commands;

public sealed class BenchTests
{
    public static TheoryData<string> AllTargets => Targets.All;

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void MedianAndSpreadAreInOrder(string target)
    {
        JsonElement line = Assert.Single(Tool.Run(
            "bench", "gated_delta_rule", "--shape", "T=8,H=1,HV=2,K=32", "--target", target, "--dtype", "bf16", "--time", "0.1", "--json").Ok().Json);
        double[] spread = [.. new[] { "minMs", "p10Ms", "medianMs", "p90Ms" }.Select(key => line.GetProperty(key).GetDouble())];
        Assert.Equal(spread.Order(), spread);
        Assert.True(spread[0] > 0);
        Assert.Equal(8 / (spread[2] / 1000), line.GetProperty("tokensPerSecond").GetDouble(), 1e-3);
        Assert.Equal("B=1,T=8,H=1,HV=2,K=32,V=32", line.GetProperty("shape").GetString());
        Assert.True(line.GetProperty("samples").GetInt32() > 0);
        Assert.NotEmpty(line.GetProperty("hash").GetString()!);
        Assert.Equal(target == "reference" ? null : "heuristic", line.GetProperty("rung").GetString());
    }

    [CpuFact]
    public void ALayerIsNotNeeded() =>
        Assert.Equal("lightning_attn", Assert.Single(Tool.Run("bench", "lightning_attn", "--shape", "T=4,H=1,K=32", "--time", "0.1", "--json").Ok().Json).GetProperty("op").GetString());

    [Fact]
    public void PeopleGetATable() =>
        Assert.Contains("median", Tool.Run("bench", "kda", "--shape", "T=4,H=1,K=32", "--target", "reference", "--time", "0.1").Ok().Output);

    [Theory]
    [InlineData("K is missing", "T=4,H=1")]
    [InlineData("multiple of H", "T=1,H=2,HV=3,K=32")]
    [InlineData("K ≤ 256", "T=1,H=1,K=300,V=32")]
    [InlineData("try a smaller one", "T=2147483647,H=2147483647,K=256")]
    public void ImpossibleShapesAreRefused(string remedy, string shape) =>
        Tool.Run("bench", "kda", "--shape", shape, "--target", "reference").IsRefused(remedy);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    public void TimeMustBePositive(string time) =>
        Tool.Run("bench", "kda", "--shape", "T=4,H=1,K=32", "--time", time).IsRefused("--time");
}
