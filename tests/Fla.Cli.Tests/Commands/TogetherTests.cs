using Fla.Tuning;

namespace Fla.Cli.Tests.Commands;

/// <summary>Processes that meet a problem at the same time: one measures it, the others wait and use what it found.</summary>
public sealed class TogetherTests
{
    private const int Processes = 4;

    [CpuFact]
    public async Task AllChooseWhatOneMeasured()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("tune.db");
        var environment = new Dictionary<string, string> { ["FLA_TUNE"] = "now", ["FLA_TUNE_STORE"] = path };
        ToolResult[] results = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => Task.Factory.StartNew(
            () => Tool.RunIn(environment, "bench", "gated_delta_rule", "--shape", "B=1,T=256,H=2,K=32", "--time", "0.05", "--target", "cpu", "--json"),
            TaskCreationOptions.LongRunning)));
        string[] variants = [.. results.Select(static r => Assert.Single(r.Ok().Json).GetProperty("variant").GetString()!)];

        using IEvidenceStore store = EvidenceStores.At(path);
        Assert.Empty(store.Warnings);
        IReadOnlyList<Evidence> evidence = store.Find(new EvidenceFilter());
        Evidence[] times = [.. evidence.Where(static e => e.Count > 0)];
        Assert.True(times.Length > 1, "nothing was compared");
        Assert.Single(times.Select(static t => t.Session).Distinct());
        Assert.Single(times.Select(static t => t.Site).Distinct());

        string variant = Assert.Single(variants.Distinct());
        Assert.Contains(times, t => t.Variant == variant);
    }
}
