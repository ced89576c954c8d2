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
        Task<ToolResult>[] running = [.. Enumerable.Range(0, Processes).Select(_ => Task.Factory.StartNew(
            () => Tool.RunIn(environment, "bench", "gated_delta_rule", "--shape", "B=1,T=256,H=2,K=32", "--time", "0.05", "--target", "cpu", "--json"),
            TaskCreationOptions.LongRunning))];

        // The later session of two is kept: only who watches sees both.
        HashSet<string> sessions = [];
        while (!running.All(static r => r.IsCompleted))
        {
            if (File.Exists(path))
                sessions.UnionWith(Times(path).Select(static t => t.Session));
            await Task.Delay(20);
        }

        ToolResult[] results = await Task.WhenAll(running);
        string[] variants = [.. results.Select(static r => Assert.Single(r.Ok().Json).GetProperty("variant").GetString()!)];
        IReadOnlyList<Evidence> times = Times(path);
        Assert.True(times.Count > 1, "nothing was compared");
        sessions.UnionWith(times.Select(static t => t.Session));
        Assert.Single(sessions);
        Assert.Single(times.Select(static t => t.Site).Distinct());
        string variant = Assert.Single(variants.Distinct());
        Assert.Contains(times, t => t.Variant == variant);
    }

    private static IReadOnlyList<Evidence> Times(string path)
    {
        using IEvidenceStore store = EvidenceStores.At(path);
        Evidence[] times = [.. store.Find(new EvidenceFilter()).Where(static e => e.Count > 0)];
        Assert.Empty(store.Warnings);
        return times;
    }
}
