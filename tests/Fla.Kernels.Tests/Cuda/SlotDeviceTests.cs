using Fla.Cuda;

namespace Fla.Kernels.Tests;

/// <summary>Gated slot attention on tensors of a GPU, as far as it goes without one.</summary>
[Collection("alone")]
public sealed class SlotDeviceTests
{
    private readonly CudaDevice _gpu = FakeGpu.Make(FakeGpu.Large);

    [Fact]
    public void AWrongShapeIsRefusedWithTheWordsOfTheCpu() => Assert.Equal(
        "g: expected [B, T, HV, M] = [1, 2, 4, 32], got [1, 2, 4, 64]. There is one log-space gate a token, head of v and slot. (Parameter 'g')",
        Assert.Throws<ArgumentException>("g", () => Run(_gpu, g: Tensor<float>(_gpu, 5, 1, 2, 4, 64))).Message);

    [Fact]
    public void AMissingTensorAndOneOfAnotherGpuAreNamed()
    {
        Assert.Throws<ArgumentNullException>("s", () => GatedSlotAttention.Forward(
            new CudaStream(_gpu, 1), Tensor<Half>(_gpu, 1, 1, 2, 2, 64), Tensor<Half>(_gpu, 2, 1, 2, 2, 64), Tensor<Half>(_gpu, 3, 1, 2, 4, 64), null!, Tensor<float>(_gpu, 5, 1, 2, 4, 32)));
        CudaDevice other = FakeGpu.Make(FakeGpu.Large, ordinal: 1);
        Assert.Contains("expected a tensor on GPU 0, as the stream is, got one on GPU 1", Assert.Throws<ArgumentException>("g", () => Run(_gpu, g: Tensor<float>(other, 5, 1, 2, 4, 32))).Message);
    }

    [Fact]
    public void WithoutMemoryOfStreamsItSaysSo() => Assert.Contains(
        "no memory pools", Assert.Throws<InvalidOperationException>(() => Run(FakeGpu.Make(FakeGpu.Large with { HasStreamMemory = false }))).Message);

    [Fact]
    public void OnlyReadsAreCut()
    {
        CudaDevice noPools = FakeGpu.Make(FakeGpu.Large with { HasStreamMemory = false });
        Assert.Contains("gsa: options ask for 2 segments, but the GPU's driver has no memory pools", Assert.Throws<InvalidOperationException>(() => Run(noPools, tokens: 64, options: new() { Segments = 2 })).Message);
    }

    /// <summary>Without sequences there is no launch: everything before it, which must not allocate, and what the observer hears.</summary>
    [Fact]
    public void ACallIsChosenForAndReportedWithoutAllocation()
    {
        OpRun? heard = null;
        CudaStream stream = new(_gpu, 1);
        DeviceTensor<BFloat16> q = Tensor<BFloat16>(_gpu, 1, 0, 64, 2, 64), s = Tensor<BFloat16>(_gpu, 2, 0, 64, 2, 32), o = Tensor<BFloat16>(_gpu, 6, 0, 64, 2, 64);
        DeviceTensor<float> g = Tensor<float>(_gpu, 4, 0, 64, 2, 32);
        GatedSlotAttention.Forward(stream, q, q, q, s, g, o, options: new() { Observer = run => heard = run });
        Assert.Equal(("gsa", KernelTarget.Cuda), (heard!.Value.Op, heard.Value.Target));
        Assert.Matches(@"^additive_\w+/cuda/bf16-\S*-PerValue-After \+ additive_\w+/cuda/bf16-\S*-PerKey-After$", heard.Value.Variant);

        for (int i = 0; i < 100; i++)
            GatedSlotAttention.Forward(stream, q, q, q, s, g, o);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            GatedSlotAttention.Forward(stream, q, q, q, s, g, o);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Run(CudaDevice gpu, DeviceTensor<float>? g = null, int tokens = 2, OpOptions? options = null) => GatedSlotAttention.Forward(
        new CudaStream(gpu, 1), Tensor<BFloat16>(gpu, 1, 1, tokens, 2, 64), Tensor<BFloat16>(gpu, 2, 1, tokens, 2, 64), Tensor<BFloat16>(gpu, 3, 1, tokens, 4, 64),
        Tensor<BFloat16>(gpu, 4, 1, tokens, 4, 32), g ?? Tensor<float>(gpu, 5, 1, tokens, 4, 32), Tensor<BFloat16>(gpu, 6, 1, tokens, 4, 64), options: options);

    private static DeviceTensor<T> Tensor<T>(CudaDevice gpu, nint address, params long[] shape) where T : unmanaged => FakeGpu.Tensor<T>(gpu, address, shape);
}
