using Fla.Cuda;

namespace Fla.Kernels.Tests;

/// <summary>Which calls are cut, and into what: on a GPU with the figures of an H100, without one.</summary>
public sealed class SequenceSplitTests
{
    /// <summary>Calls that fill the GPU, or have nothing to cut.</summary>
    [Theory]
    [InlineData("gated_delta_rule", "B=4,T=4096,H=64,K=128")]
    [InlineData("gated_delta_rule", "B=1,T=8192,H=96,K=128")]
    [InlineData("gated_delta_rule", "B=4,T=2048,H=16,K=128")]
    [InlineData("gated_delta_rule", "B=1,T=1,H=1,K=128")]
    [InlineData("gated_delta_rule", "B=256,T=1,H=32,K=128")]
    [InlineData("gated_delta_rule", "B=1,T=64,H=1,K=64")]
    [InlineData("delta_rule", "B=1,T=128,H=8,K=128")]
    [InlineData("kda", "B=4,T=4096,H=64,K=128")]
    public void StaysWhole(string op, string shape) => Assert.Equal(0, Chosen(op, shape).Cut.Length);

    [Theory]
    [InlineData("gated_delta_rule", "B=1,T=32768,H=8,K=128", "K128-BV128-", 16)]
    [InlineData("gated_delta_rule", "B=1,T=32768,H=8,K=100", "K128-BV128-", 16)]
    [InlineData("delta_rule", "B=1,T=32768,H=8,K=64", "K64-BV64-", 16)]
    [InlineData("kda", "B=1,T=16384,H=8,K=128", "K128-BV128-", 16)]
    [InlineData("gated_delta_rule", "B=1,T=16384,H=4,K=256", "K256-BV64-", 8)]
    [InlineData("gated_delta_rule", "B=2,T=16384,H=8,K=128", "K128-BV128-", 8)]
    [InlineData("gated_delta_rule", "B=1,T=8191,H=2,HV=8,K=128", "K128-BV128-", 16)]
    public void IsCut(string op, string shape, string variant, int most)
    {
        (KernelVariant chosen, SequenceSplit.Cut cut, double whole) = Chosen(op, shape);
        Assert.Contains(variant, chosen.Id, StringComparison.Ordinal);
        Assert.InRange(cut.Length, 1, OpShape.Parse(shape).T / 2);
        Assert.Equal(0, cut.Length % 64);
        long segments = (OpShape.Parse(shape).T + cut.Length - 1) / cut.Length;
        Assert.InRange(segments, most / 2, most);
        Assert.True(cut.Cycles < 0.8 * whole);
    }

    /// <summary>The example that this is for must take less than a third of what it took.</summary>
    [Fact]
    public void FewHeadsFillTheGpu()
    {
        (_, SequenceSplit.Cut cut, double whole) = Chosen("gated_delta_rule", "B=1,T=32768,H=8,K=128");
        Assert.True(cut.Cycles < whole / 3, $"{cut.Cycles} of {whole} cycles");
    }

    [Fact]
    public void WithoutMemoryOfStreamsNothingIsCut() =>
        Assert.Equal(0, Chosen("gated_delta_rule", "B=1,T=32768,H=8,K=128", FakeGpu.Large with { HasStreamMemory = false }).Cut.Length);

    [Fact]
    public void WhereTheJoiningKernelsDoNotFitNothingIsCut() =>
        Assert.Equal(0, Chosen("gated_delta_rule", "B=1,T=32768,H=8,K=128", FakeGpu.Large with { SharedBytesPerBlock = 120 << 10 }).Cut.Length);

    [Theory]
    [InlineData(16384, true)]
    [InlineData(16385, false)]
    public void SequencesOfABatchAreCutIntoEqualSegments(int tokens, bool isCut)
    {
        OpShape shape = new(2, tokens, 4, 4, 128, 128);
        SequenceSplit.Cut cut = SequenceSplit.Choose(Recurrences.GatedDeltaRule, Variant("gated_delta_rule", shape, FakeGpu.Large), 128, new(Family.Delta, 2, 4, 128, tokens), FakeGpu.Large, even: true);
        Assert.Equal(isCut, cut.Length > 0);
        if (isCut)
            Assert.Equal(0, tokens % cut.Length);
    }

    [Fact]
    public void ChoosingAllocatesNothing()
    {
        KernelVariant variant = Variant("gated_delta_rule", new(1, 32768, 1, 1, 128, 128), FakeGpu.Large);
        SequenceSplit.Choose(Recurrences.GatedDeltaRule, variant, 128, new(Family.Delta, 1, 1, 128, 32768), FakeGpu.Large, even: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SequenceSplit.Choose(Recurrences.GatedDeltaRule, variant, 128, new(Family.Delta, 1, 1, 128, 32768), FakeGpu.Large, even: false);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void WhatCannotBeCutAsAskedIsSaid()
    {
        CudaDevice gpu = FakeGpu.Make(FakeGpu.Large), without = FakeGpu.Make(FakeGpu.Large with { HasStreamMemory = false });
        Assert.Equal(
            "delta_rule: options ask for 3 segments, but B = 2 sequences of 100 tokens have no 3 equal segments of a multiple of 16 tokens; pass PackedSequences. Leave Segments null, or 1.",
            Assert.Throws<InvalidOperationException>(() => Run(gpu, 3, null)).Message);
        Assert.Contains("do not lie behind each other in memory", Assert.Throws<InvalidOperationException>(() => Run(gpu, 2, [100000, 64, 64, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("has no memory pools", Assert.Throws<InvalidOperationException>(() => Run(without, 2, null)).Message, StringComparison.Ordinal);
        Assert.Contains("Segments ≥ 1, got 0", Assert.Throws<ArgumentException>(() => Run(gpu, 0, null)).Message, StringComparison.Ordinal);

        static void Run(CudaDevice gpu, int segments, long[]? strides)
        {
            DeviceTensor<BFloat16> k = FakeGpu.Tensor<BFloat16>(gpu, 2, 2, 100, 1, 64);
            DeviceTensor<BFloat16> q = strides is null ? FakeGpu.Tensor<BFloat16>(gpu, 1, 2, 100, 1, 64) : new(gpu, (nint)1 << 32, [2, 100, 1, 64], strides);
            DeltaRule.Forward(
                new CudaStream(gpu, 1), q, k, FakeGpu.Tensor<BFloat16>(gpu, 3, 2, 100, 1, 64), FakeGpu.Tensor<BFloat16>(gpu, 4, 2, 100, 1), FakeGpu.Tensor<BFloat16>(gpu, 5, 2, 100, 1, 64),
                options: new() { Segments = segments });
        }
    }

    private static (KernelVariant Variant, SequenceSplit.Cut Cut, double Whole) Chosen(string op, string text, CudaLimits? limits = null)
    {
        OpShape shape = OpShape.Parse(text);
        limits ??= FakeGpu.Large;
        KernelVariant variant = Variant(op, shape, limits);
        Recurrence recurrence = Recurrences.All.Single(r => r.Name == op);
        Work work = new(recurrence.Family, shape.B, shape.HV, shape.V, shape.T);
        SequenceSplit.Cut whole = SequenceSplit.Choose(recurrence, variant, shape.K, work, limits with { HasStreamMemory = false }, even: false);
        return (variant, SequenceSplit.Choose(recurrence, variant, shape.K, work, limits, even: shape.B > 1), whole.Cycles);
    }

    private static KernelVariant Variant(string op, OpShape shape, CudaLimits limits) =>
        new Dispatcher(FakeGpu.Settings).Explain(Numeric.Op(op).Match(shape, ElementType.BFloat16, limits)).Variant!;
}
