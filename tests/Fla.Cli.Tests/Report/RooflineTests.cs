using Fla.Tuning;

namespace Fla.Cli.Tests.Report;

public sealed class RooflineTests
{
    private static OpWork Of(string op, string shape, ElementType element = ElementType.Float32) =>
        OpWork.Of(OpCatalog.All.Single(o => o.Name == op), OpShape.Parse(shape), element)!;

    /// <summary>Counted by hand: 8 tokens of 2 heads; q, k, v and o, and two states.</summary>
    [Fact]
    public void LinearAttentionIsCounted()
    {
        OpWork work = Of("linear_attn", "T=8,H=2,K=16,V=32");
        Assert.Equal(8 * 2 * (2 * 16 * 32 + 2 * 16 * 32), work.Flops);
        Assert.Equal(4 * (2 * (8 * 2 * 16) + 2 * (8 * 2 * 32) + 2 * (2 * 16 * 32)), work.Bytes);
    }

    /// <summary>In bf16 q, k, v, beta and o are half as large; gates and states are not.</summary>
    [Fact]
    public void GatesAndStatesStayInSinglePrecision()
    {
        OpWork work = Of("gated_delta_rule", "T=8,H=2,K=16,V=16", ElementType.BFloat16);
        Assert.Equal((2 * ((4 * 8 * 2 * 16) + (8 * 2))) + (4 * ((8 * 2) + (2 * 2 * 16 * 16))), work.Bytes);
        Assert.Equal(8 * 2 * ((7 * 16 * 16) + (2 * 16)), work.Flops);
    }

    [Fact]
    public void StepsAndSlotsAreCounted()
    {
        Assert.Equal(8 * 2 * ((3 * 256) + (2 * ((4 * 256) + 32))), Of("gated_delta_product", "T=8,H=2,K=16,R=2").Flops);
        Assert.Equal(8 * 2 * 5 * 16 * 4, Of("gsa", "T=8,H=2,K=16,M=4").Flops);
    }

    /// <summary>An op that is tuned and that nobody counted would be missing in the roofline.</summary>
    [Fact]
    public void EveryTunedOpIsCounted()
    {
        KernelIndex.Register();
        Assert.All(OpCatalog.All, op => Assert.All(Tunables.Find(op.Name)!.Shapes, shape => Assert.True(Of(op.Name, shape).Intensity > 0)));
    }

    [CpuFact]
    public void APointIsAShareOfWhatTheRoofAllows()
    {
        Roofline roofline = Assert.Single(Pages.Of(Times.Of((Times.Variants[0], 20), (Times.Variants[1], 10))).Rooflines);
        RooflinePoint point = Assert.Single(roofline.Points);
        OpWork work = Of(Times.Op, Times.Shape);
        Assert.Equal(work, point.Work);
        Assert.Equal(Times.Variants[1].Id, point.Time.Variant);
        Assert.Equal(work.Flops / 10e-6, point.Rate, work.Flops / 10e-6 * 1e-3);
        // 100 GB/s and 1 TFLOP/s, as given: so few operations a byte are bound by memory.
        Assert.InRange(work.Intensity, 0.1, 9.9);
        Assert.Equal(point.Rate / (work.Intensity * 100e9), point.Share!.Value, 1e-9);
        Assert.Equal(1e12, point.Limits!.At(1000));
    }

    [Theory]
    [InlineData("cuda-sm_90-132-H100-80GB", ElementType.BFloat16, 3350e9, 989e12)]
    [InlineData("cuda-sm_90-132-H100-80GB", ElementType.Float32, 3350e9, 495e12)]
    [InlineData("cuda-sm_90-114-H100-PCIe-80GB", ElementType.Float16, 2000e9, 756e12)]
    [InlineData("cuda-sm_90-132-H200-141GB", ElementType.BFloat16, 4800e9, 989e12)]
    [InlineData("cuda-sm_80-108-A100-SXM4-80GB", ElementType.Float32, 2039e9, 156e12)]
    [InlineData("cuda-sm_89-128-RTX-4090-24GB", ElementType.BFloat16, 1008e9, 165e12)]
    public void DataSheetsAreKnown(string device, ElementType element, double bytes, double flops)
    {
        DeviceLimits limits = new LimitTable([], static _ => throw new InvalidOperationException()).Of(device, element, null)!;
        Assert.Equal((bytes, flops), (limits.BytesPerSecond, limits.FlopsPerSecond));
    }

    [Fact]
    public void WhatIsGivenComesFirstAndTheRestIsUnknown()
    {
        var limits = new LimitTable(["cuda-*-H100-*=1000,2"], static threads => new(threads, threads, "here"));
        Assert.Equal((1e12, 2e12), (limits.Of("cuda-sm_90-132-H100-80GB", ElementType.Float32, null)!.BytesPerSecond, limits.Of("cuda-sm_90-132-H100-80GB", ElementType.Float32, null)!.FlopsPerSecond));
        Assert.Null(limits.Of("cuda-sm_120-1-X-1GB", ElementType.Float32, null));
        Assert.Null(limits.Of("cpu-Other-01-02-v512", ElementType.Float32, 1));
        Assert.Equal("here", limits.Of(Device.Cpu.Id, ElementType.Float32, 1)!.Source);
        Assert.Null(limits.Of(Device.Cpu.Id, ElementType.Float32, Environment.ProcessorCount + 1));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x=1")]
    [InlineData("=1,2")]
    [InlineData("x=0,2")]
    [InlineData("x=1,NaN")]
    public void LimitsThatAreNoneAreRefused(string text) => Assert.Contains("GB/s,TFLOP/s", Assert.Throws<CliException>(() => new LimitTable([text], static _ => null!)).Message, StringComparison.Ordinal);

    [CpuFact]
    public void ThisMachineReachesSomething()
    {
        DeviceLimits limits = CpuPeak.Measure(1);
        Assert.InRange(limits.BytesPerSecond, 1e8, 1e13);
        Assert.InRange(limits.FlopsPerSecond, 1e8, 1e13);
    }
}
