using Fla.Cuda;

namespace Fla.Kernels.Tests;

/// <summary>When a scan is cut on a GPU, and what device calls check; nothing is launched.</summary>
public sealed class HgrnSplitTests
{
    private static readonly HgrnChunkKernel.Variant Kernel = HgrnChunkKernel.CudaVariants.First(static v => v.Element == ElementType.BFloat16);

    [Theory]
    [InlineData(1, 32768, 1024)]
    [InlineData(1, 8192, 64)]
    [InlineData(2, 16384, 512)]
    public void LongScansOfFewChannelsAreCut(int sequences, int tokens, int channels)
    {
        (long length, double cycles) = Choose(sequences, tokens, channels, FakeGpu.Large);
        Assert.InRange(length, 64, tokens / 2);
        Assert.Equal(0, length % 64);
        Assert.True(cycles < Choose(sequences, tokens, channels, FakeGpu.Large with { HasStreamMemory = false }).Cycles);
    }

    [Theory]
    [InlineData(4, 4096, 8192)]
    [InlineData(1, 128, 64)]
    [InlineData(1, 1, 4096)]
    public void ThoseThatFillTheGpuOrEndSoonAreNot(int sequences, int tokens, int channels) =>
        Assert.Equal(0, Choose(sequences, tokens, channels, FakeGpu.Large).Length);

    [Fact]
    public void SegmentsOfABatchAreEqual()
    {
        (long length, _) = HgrnSplit.Choose(Kernel, new(ChannelOps.Hgrn, 2, 1, 16384 + 64, 256), even: true, FakeGpu.Large);
        Assert.Equal(0, length > 0 ? (16384 + 64) % length : 0);
    }

    [Fact]
    public void TensorsOfAnotherGpuAreNamed()
    {
        CudaDevice here = FakeGpu.Make(FakeGpu.Large), there = FakeGpu.Make(FakeGpu.Large, ordinal: 1);
        var on = new OnStream(Stream(here));
        ArgumentException error = Assert.Throws<ArgumentException>("g", () => { _ = on.Read(FakeGpu.Tensor<float>(there, 1, 1, 5, 8), "g").Rank; });
        Assert.Contains("GPU 0", error.Message);
        Assert.Throws<ArgumentNullException>("x", () => { _ = on.Read<float>(null, "x").Rank; });
        Assert.Throws<ArgumentNullException>("stream", () => Hgrn.Forward(null!, FakeGpu.Tensor<float>(here, 1, 1, 5, 8), FakeGpu.Tensor<float>(here, 2, 1, 5, 8)));
    }

    [Fact]
    public void DeviceCallsAreCheckedAsThoseOfTheHost()
    {
        CudaDevice gpu = FakeGpu.Make(FakeGpu.Large);
        CudaStream stream = Stream(gpu);
        DeviceTensor<BFloat16> x = FakeGpu.Tensor<BFloat16>(gpu, 1, 1, 5, 8), o = FakeGpu.Tensor<BFloat16>(gpu, 2, 1, 5, 8);
        DeviceTensor<float> g = FakeGpu.Tensor<float>(gpu, 3, 1, 5, 8), narrow = FakeGpu.Tensor<float>(gpu, 4, 1, 5, 7);
        Assert.Throws<ArgumentException>("g", () => Hgrn.Forward(stream, x, narrow, o));
        Assert.Throws<ArgumentException>("o", () => Hgrn.Forward(stream, x, g, x));
        Assert.Throws<ArgumentException>("weight", () => ShortConvolution.Forward(stream, x, x, null, o));
        Assert.Throws<ArgumentException>("gate", () => GatedRmsNorm.Forward(stream, x, FakeGpu.Tensor<BFloat16>(gpu, 5, 5, 8), null, o));
        Assert.Throws<ArgumentException>("aLog", () => DecayGate.Forward(stream, x, narrow, null, g));
        Assert.Throws<ArgumentException>("y", () => L2Norm.Forward(stream, x, FakeGpu.Tensor<BFloat16>(gpu, 6, 1, 5, 9)));
        Assert.Throws<ArgumentException>("y", () => CumulativeSum.Forward(stream, x, narrow));
    }

    private static (long Length, double Cycles) Choose(int sequences, int tokens, int channels, CudaLimits device) =>
        HgrnSplit.Choose(Kernel, new(ChannelOps.Hgrn, sequences, 1, tokens, channels), even: sequences > 1, device);

    private static CudaStream Stream(CudaDevice device) => new(device, 1);
}
