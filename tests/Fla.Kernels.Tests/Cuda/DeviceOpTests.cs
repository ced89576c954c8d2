using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla.Kernels.Tests;

/// <summary>Ops on tensors of a GPU, as far as they go without one: the CPU's checks with the CPU's words, the choice of a variant, and clear errors.</summary>
[Collection("alone")]
public sealed class DeviceOpTests
{
    private readonly CudaDevice _gpu = FakeGpu.Make(FakeGpu.Large);

    [Theory]
    [InlineData("k", 3, 2, 64)]
    [InlineData("k", 2, 1, 64)]
    [InlineData("k", 2, 2, 32)]
    public void AWrongShapeIsRefusedAsOnTheCpu(string name, int tokens, int heads, int k)
    {
        ArgumentException onCpu = Assert.Throws<ArgumentException>(() => GatedDeltaRule.Forward<BFloat16>(
            Host<BFloat16>(1, 2, 2, 64), Host<BFloat16>(1, tokens, heads, k), Host<BFloat16>(1, 2, 4, 64), Host<float>(1, 2, 4), Host<BFloat16>(1, 2, 4)));
        ArgumentException onGpu = Assert.Throws<ArgumentException>(() => GatedDeltaRule.Forward(
            Stream, Tensor<BFloat16>(1, 1, 2, 2, 64), Tensor<BFloat16>(2, 1, tokens, heads, k), Tensor<BFloat16>(3, 1, 2, 4, 64), Tensor<float>(4, 1, 2, 4), Tensor<BFloat16>(5, 1, 2, 4)));
        Assert.Equal((name, onCpu.Message), (onGpu.ParamName, onGpu.Message));
    }

    [Fact]
    public void StridesAreChecked()
    {
        DeviceTensor<BFloat16> q = new(_gpu, 1 << 20, [1, 2, 2, 64], [512, 256, 128, 2]);
        Assert.Contains("a last axis of stride 1", Assert.Throws<ArgumentException>(() => Run(q: q)).Message);
    }

    /// <summary>They have no address, and nothing is launched.</summary>
    [Fact]
    public void NoSequencesAreFine()
    {
        DeviceTensor<BFloat16> q = new(_gpu, 0, 2, 2, 64), v = new(_gpu, 0, 2, 4, 64), beta = new(_gpu, 0, 2, 4);
        DeviceTensor<float> g = new(_gpu, 0, 2, 4);
        (DeviceTensor<BFloat16> o, DeviceTensor<float>? state) = GatedDeltaRule.Forward(Stream, q, q, v, g, beta, outputFinalState: true);
        Assert.Equal([0, 2, 4, 64], o.Shape.ToArray());
        Assert.Equal([0, 4, 64, 64], state!.Shape.ToArray());
    }

    [Fact]
    public void OutputsMustNotOverlapInputs() =>
        Assert.Contains("overlaps v", Assert.Throws<ArgumentException>(() => Run(o: Tensor<BFloat16>(3, 1, 2, 4, 64))).Message);

    [Fact]
    public void AMissingTensorIsNamed() => Assert.Equal("g", Assert.Throws<ArgumentNullException>(() => GatedDeltaRule.Forward(
        Stream, Tensor<BFloat16>(1, 1, 2, 2, 64), Tensor<BFloat16>(2, 1, 2, 2, 64), Tensor<BFloat16>(3, 1, 2, 4, 64), null!, Tensor<BFloat16>(5, 1, 2, 4))).ParamName);

    [Fact]
    public void ATensorOfAnotherGpuIsRefused()
    {
        DeviceTensor<BFloat16> elsewhere = FakeGpu.Tensor<BFloat16>(FakeGpu.Make(FakeGpu.Large, ordinal: 1), 1, 1, 2, 2, 64);
        Assert.Contains("expected a tensor on GPU 0, as the stream is, got one on GPU 1", Assert.Throws<ArgumentException>(() => Run(q: elsewhere)).Message);
    }

    [Fact]
    public void WithoutAVariantTheErrorNamesWhatThereIs() => Assert.Equal(
        "delta_rule: this build has no CUDA variant for Float32, K = 512, decay None: there is Float32 with K ≤ 256; BFloat16 with K ≤ 256; Float16 with K ≤ 256. Convert the tensors, or widen FlaCudaHeadDims.",
        CudaExecution.Missing(Recurrences.DeltaRule, ElementType.Float32, 512, FakeGpu.Large));

    /// <summary>The chunked forms of fp32 have room on GPUs of 99 KB a block in chunks of 16 only.</summary>
    [Theory]
    [InlineData(227, 32)]
    [InlineData(99, 16)]
    public void Fp32Runs(int kilobytes, int most)
    {
        CudaLimits limits = FakeGpu.Large with { SharedBytesPerBlock = kilobytes << 10 };
        OpCatalog.TryFind("gated_delta_rule", out OpDescriptor? op);
        int[] chunks = [.. op!.Match(OpShape.Parse("T=2048,H=8,K=64"), ElementType.Float32, limits).Contenders.Select(static c => c.Variant).OfType<DeltaChunkKernel.Variant>().Select(static v => v.C)];
        Assert.Equal(most, chunks.Max());
    }

    [Fact]
    public void AGpuWithTooLittleSharedMemoryIsSaidSo()
    {
        CudaDevice small = FakeGpu.Make(FakeGpu.Large with { SharedBytesPerBlock = 256 });
        Assert.Matches(
            @"^delta_rule: variant delta_(chunk|recurrent)/cuda/bf16-K64-\S+-None-Key needs \d+ bytes of shared memory, the GPU has 256\.$",
            Assert.Throws<InvalidOperationException>(() => Delta<BFloat16>(64, small)).Message);
    }

    [Fact]
    public void ATargetOfTheHostCannotBeReachedWithDeviceTensorsMissing()
    {
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => DeltaRule.Forward<float>(
            Host<float>(1, 1, 1, 64), Host<float>(1, 1, 1, 64), Host<float>(1, 1, 1, 64), Host<float>(1, 1, 1), options: new() { Target = KernelTarget.Cuda }));
        Assert.Contains("pass a stream and device tensors", refused.Message);
    }

    [Fact]
    public void APinMustBeOfTheTarget()
    {
        string cuda = DeltaChunkKernel.CudaVariants[0].Id, cpu = DeltaChunkKernel.Variants[0].Id;
        Assert.Contains($"no CUDA variant '{cpu}'", Assert.Throws<InvalidOperationException>(() => Delta<BFloat16>(64, options: new() { Variant = cpu })).Message);
        Assert.Contains($"no CPU variant '{cuda}'", Assert.Throws<InvalidOperationException>(() => DeltaRule.Forward<BFloat16>(
            Host<BFloat16>(1, 1, 1, 64), Host<BFloat16>(1, 1, 1, 64), Host<BFloat16>(1, 1, 1, 64), Host<BFloat16>(1, 1, 1), options: new() { Variant = cuda })).Message);
    }

    /// <summary>Without blocks there is no launch: everything before it, which must not allocate, and what the observer hears.</summary>
    [Fact]
    public void ACallIsChosenForAndReportedWithoutAllocation()
    {
        OpRun? heard = null;
        CudaStream stream = Stream;
        DeviceTensor<BFloat16> q = Tensor<BFloat16>(1, 0, 64, 2, 64), v = Tensor<BFloat16>(3, 0, 64, 2, 64), o = Tensor<BFloat16>(6, 0, 64, 2, 64), beta = Tensor<BFloat16>(5, 0, 64, 2);
        DeviceTensor<float> g = Tensor<float>(4, 0, 64, 2);
        GatedDeltaRule.Forward(stream, q, q, v, g, beta, o, options: new() { Observer = run => heard = run });
        Assert.Equal(KernelTarget.Cuda, heard!.Value.Target);
        Assert.Matches("^delta_(chunk|recurrent)/cuda/bf16-.*-PerHead-Key$", heard.Value.Variant);

        for (int i = 0; i < 100; i++)
            GatedDeltaRule.Forward(stream, q, q, v, g, beta, o);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            GatedDeltaRule.Forward(stream, q, q, v, g, beta, o);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private CudaStream Stream => new(_gpu, 1);

    private void Run(DeviceTensor<BFloat16>? q = null, DeviceTensor<BFloat16>? o = null) => GatedDeltaRule.Forward(
        Stream, q ?? Tensor<BFloat16>(1, 1, 2, 2, 64), Tensor<BFloat16>(2, 1, 2, 2, 64), Tensor<BFloat16>(3, 1, 2, 4, 64), Tensor<float>(4, 1, 2, 4), Tensor<BFloat16>(5, 1, 2, 4),
        o ?? Tensor<BFloat16>(6, 1, 2, 4, 64));

    private void Delta<T>(int k, CudaDevice? gpu = null, OpOptions? options = null) where T : unmanaged
    {
        gpu ??= _gpu;
        DeltaRule.Forward(
            new CudaStream(gpu, 1), FakeGpu.Tensor<T>(gpu, 1, 1, 1, 1, k), FakeGpu.Tensor<T>(gpu, 2, 1, 1, 1, k), FakeGpu.Tensor<T>(gpu, 3, 1, 1, 1, k), FakeGpu.Tensor<T>(gpu, 5, 1, 1, 1),
            FakeGpu.Tensor<T>(gpu, 6, 1, 1, 1, k), options: options);
    }

    private DeviceTensor<T> Tensor<T>(nint address, params long[] shape) where T : unmanaged => FakeGpu.Tensor<T>(_gpu, address, shape);

    private static Tensor<T> Host<T>(params nint[] shape) where T : unmanaged => System.Numerics.Tensors.Tensor.CreateFromShape<T>(shape);
}
