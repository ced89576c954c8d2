using Fla.Tuning;

namespace Fla.Kernels.Tests;

/// <summary>The measurements that the package brings along.</summary>
public sealed class ShippedTests
{
    private static readonly IReadOnlyList<Evidence> Shipped = ShippedEvidence.From(typeof(OpCatalog).Assembly).Find(new());

    /// <summary>Evidence of other code is dead weight. After a change of emitted code: <c>fla tune --dtype fp32 --dtype bf16 --lock kernels/Fla.Kernels/fla.tune.lock</c>, as CONTRIBUTING says.</summary>
    [Fact]
    public void TheyAreOfThisBuild()
    {
        Assert.NotEmpty(Shipped);
        foreach (Evidence evidence in Shipped)
        {
            // A build may be narrowed to fewer head dimensions.
            if (KernelRegistry.Find(evidence.Variant) is { } variant)
                Assert.Equal((variant.Id, variant.ContentHash), (evidence.Variant, evidence.ContentHash));
        }

        Assert.Contains(Shipped, static e => KernelRegistry.Find(e.Variant) is not null);
    }

    [Fact]
    public void ANewUserStartsTunedOnAMeasuredDevice()
    {
        Evidence sample = Shipped.First(static e => e.Count > 0 && e.Kernel == "delta_chunk" && e.Site.Dims == "K=128,V=128" && e.Site.Bucket.StartsWith("T=2048,N=8,", StringComparison.Ordinal));
        OpCatalog.TryFind("gated_delta_rule", out OpDescriptor? op);
        int threads = int.Parse(sample.Site.Bucket.Split("threads=")[1]);
        Matchup matchup = op!.Match(OpShape.Parse("B=1,T=2048,H=8,K=128"), ElementType.Float32, threads);
        Dispatcher dispatcher = new(new()
        {
            Device = new(sample.Site.Device, "", ""),
            Toolchain = new() { DotNet = sample.Site.Toolchain.Split('-')[1], Compiler = sample.Site.Toolchain.Split('-')[2] },
            Store = ShippedEvidence.From(typeof(OpCatalog).Assembly),
        });
        Decision decision = dispatcher.Resolve(matchup.Problem, matchup.Contenders);
        Assert.Equal(Rung.Tuned, decision.Rung);
        Assert.All(decision.Considered, static c => Assert.False(c.Standing.IsRefused));
    }
}
