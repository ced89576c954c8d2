using Fla.Tuning;

namespace Fla.Cli.Tests.Report;

public sealed class GpuTests
{
    private const string Device = "cuda-sm_90-132-H100-80GB", Toolchain = "dotnet-10.0.12-jit+ilgpu-1.5.3+driver-580.65+ptx-8.8";

    /// <summary>Times of a GPU that this machine does not have are of this build as well: with what dispatch decides there, and a roofline.</summary>
    [Fact]
    public void AGpuElsewhereIsShownAsDispatchWouldSeeIt()
    {
        KernelIndex.Register();
        OpDescriptor op = OpCatalog.All.Single(o => o.Name == "gla");
        Matchup matchup = op.Match(OpShape.Parse("B=8,T=2048,H=16,K=128"), ElementType.BFloat16, GpuLimits.Of(Device)!);
        Assert.NotEmpty(matchup.Contenders);
        var site = matchup.Problem.Site(Fla.Device.Cpu with { Id = Device }, Fla.Toolchain.Cpu, RacePolicy.Cuda.Key) with { Toolchain = Toolchain };
        KernelVariant[] variants = [.. matchup.Contenders.OrderBy(c => c.Cycles).Select(c => c.Variant).Take(2)];
        Evidence[] times = [.. variants.Select((v, i) => Times.Entry(v, site, i == 0 ? [2_000_000, 2_000_010] : [1_000_000, 1_000_010], null))];

        EvidenceReport report = Pages.Of(times);
        ReportSection section = Assert.Single(report.Sections);
        Assert.Equal(("gla", "bf16", true), (section.Name, section.Element, section.IsOfThisBuild));
        Column column = Assert.Single(section.Columns);
        Assert.Equal((variants[1].Id, variants[0].Id, Rung.Tuned), (column.Chosen, column.ModelChoice, column.Decision!.Rung));
        Assert.Equal(2, Assert.Single(report.Regrets[0].Classes).Model, 2);
        Assert.Equal(989e12, new LimitTable([], static _ => throw new InvalidOperationException()).Of(Device, ElementType.BFloat16, null)!.FlopsPerSecond);
        Assert.Single(report.Rooflines[0].Points);
    }

    [Theory]
    [InlineData(Device, 132, 232448)]
    [InlineData("cuda-sm_80-108-A100-SXM4-80GB", 108, 166912)]
    [InlineData("cuda-sm_89-128-RTX-4090-24GB", 128, 101376)]
    public void LimitsFollowFromTheId(string device, int multiprocessors, int shared) =>
        Assert.Equal((multiprocessors, shared), (GpuLimits.Of(device)!.Multiprocessors, GpuLimits.Of(device)!.SharedBytesPerBlock));

    [Theory]
    [InlineData("cpu-AuthenticAMD-1a-02-v512")]
    [InlineData("cuda-sm_75-40-T4-16GB")]
    [InlineData("cuda-sm_90-many-H100")]
    [InlineData("cuda")]
    public void OthersHaveNone(string device) => Assert.Null(GpuLimits.Of(device));
}
