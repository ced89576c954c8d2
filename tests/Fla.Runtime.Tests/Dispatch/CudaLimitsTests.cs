using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Tests;

/// <summary>Which variants fit a GPU, and what the cost model says of them there.</summary>
public sealed class CudaLimitsTests
{
    private static readonly CudaLimits Large = new(132, 227 << 10, 228 << 10, 1024, 2048);

    [Theory]
    [InlineData(128, 100 << 10, null)]
    [InlineData(128, 227 << 10, null)]
    [InlineData(2048, 0, "needs 2048 threads a block, the GPU has 1024")]
    [InlineData(128, 228 << 10, "needs 233472 bytes of shared memory, the GPU has 232448")]
    public void AVariantThatDoesNotFitIsSaidWhy(int threads, int shared, string? obstacle) =>
        Assert.Equal(obstacle, Large.Obstacle(Needs(threads, shared, 1)));

    [Theory]
    [InlineData(128, 50 << 10, 2, 2)]
    [InlineData(128, 120 << 10, 2, 1)]
    [InlineData(1024, 0, 4, 2)]
    [InlineData(256, 0, 1, 1)]
    // Two blocks of 128 threads have room whatever registers they take.
    [InlineData(128, 0, 1, 2)]
    [InlineData(128, 120 << 10, 1, 1)]
    public void AsManyBlocksRunAtOnceAsHaveRoom(int threads, int shared, int minBlocks, int expected) =>
        Assert.Equal(expected, Large.BlocksAtOnce(Needs(threads, shared, minBlocks)));

    [Fact]
    public void CostIsWavesOfBlocks()
    {
        VariantResources needs = Needs(128, 50 << 10, 2);
        double one = Heuristic.Cycles(needs, 264, 320, Large);
        Assert.Equal(100 + (10 * 1000), one);
        Assert.Equal(2 * one, Heuristic.Cycles(needs, 265, 320, Large));
        Assert.Equal(2 * one, Heuristic.Cycles(needs, 264, 320, Large with { Multiprocessors = 66 }));
    }

    [Fact]
    public void AKeyOfAGpuHasNoThreads()
    {
        Problem problem = new(new DispatchSpace("op", "T", "N", new Dim("K")), ElementType.BFloat16, new Dims(64), new WorkSize(1000, 8), 0);
        Assert.Equal("T=1024,N=8", problem.Site(CudaNames.DeviceOf("NVIDIA H100 80GB HBM3", "sm_90", 132, 80L << 30), Toolchain.Cpu, RacePolicy.Cuda.Key).Bucket);
        Assert.NotEqual(RacePolicy.Cpu.Key, RacePolicy.Cuda.Key);
    }

    private static VariantResources Needs(int threads, int shared, int minBlocks) => new(0, 0, 0, 100, 1000, 32, threads, shared, minBlocks);
}
