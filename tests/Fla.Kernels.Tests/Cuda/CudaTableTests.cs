using System.Reflection;
using System.Runtime.CompilerServices;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Kernels.Tests;

/// <summary>The CUDA variants of this build: what the table says of them, who competes for a call, and that launchers and kernels agree.</summary>
public sealed class CudaTableTests
{
    public static TheoryData<string> Variants => [.. All.Select(static v => v.Id)];

    private static IEnumerable<KernelVariant> All => [.. Recurrences.All.Select(static r => r.Family).Distinct().SelectMany(static f => f.CudaVariants)];

    [Fact]
    public void EachOpElementTypeAndDimensionHasBothForms() => Assert.Equal(
        (from op in Recurrences.All.Concat(Recurrences.Parts)
         from chunked in new[] { true, false }
         from element in Enum.GetValues<ElementType>()
         from k in new[] { 64, 128, 256 }
         // Five tiles of 256 key channels with a decay each have no room.
         where !(chunked && k == 256 && op.HasB && op.HasGates)
         from steps in !op.HasSteps ? [op.Kind.Steps] : chunked ? Enum.GetValues<Steps>().Select(static s => (int)s) : [0]
         where !(chunked && k == 256 && op.HasSteps) || (steps == 2 && element != ElementType.Float32)
         select (op.Family, op.Kind with { Steps = steps }, chunked, element, k)).ToHashSet(),
        All.Select(static v => (Family: Recurrences.All.Select(static r => r.Family).First(f => f.FormOf(v) is not null), Variant: v))
            .Select(static v => (v.Family, Form: v.Family.FormOf(v.Variant)!.Value, v.Variant.Element))
            .Select(static v => (v.Family, v.Form.Kind, v.Form.IsChunked, v.Element, v.Form.K)).ToHashSet());

    [Theory]
    [MemberData(nameof(Variants))]
    public void TheTableSaysWhatItNeeds(string id)
    {
        KernelVariant variant = KernelRegistry.Find(id)!;
        Assert.Equal(KernelTarget.Cuda, variant.Target);
        Assert.Matches("^[0-9a-f]{64}$", variant.ContentHash);
        Assert.True(variant.Resources is { Threads: >= 32, SharedBytes: > 0, MinBlocks: >= 1, LoopCycles: > 0, LoopStep: >= 1 }, $"{variant.Resources}");
        Assert.Contains("public static void Run(", variant.Source);
        CudaKernelSource source = variant.CudaSource!;
        Assert.Equal((id, variant.ContentHash, variant.Resources.Threads), (source.Id, source.ContentHash, source.Threads));
        Assert.Equal("Run", source.Method.Name);
        Assert.Throws<ArgumentException>(() => variant.Entry);
    }

    [Fact]
    public void OnlyVariantsForGpusHaveKernelsForThem() => Assert.All(DeltaChunkKernel.Variants, static v => Assert.Null(v.CudaSource));

    /// <summary>A launch copies the launcher's structure as it is: it must be the one that the kernel reads.</summary>
    [Theory]
    [InlineData(typeof(DeltaChunkKernel))]
    [InlineData(typeof(DeltaRecurrentKernel))]
    [InlineData(typeof(AdditiveChunkKernel))]
    [InlineData(typeof(AdditiveRecurrentKernel))]
    public void LauncherAndKernelAgreeOnTheArguments(Type kernel)
    {
        CudaKernelSource source = All.First(v => v.Kernel == (string)kernel.GetField("Name")!.GetRawConstantValue()!).CudaSource!;
        Type given = kernel.GetNestedType("CudaArguments", BindingFlags.NonPublic)!, read = source.Method.GetParameters().Single().ParameterType;
        Assert.Equal(given.GetFields().Select(static f => f.Name), read.GetFields().Select(static f => f.Name));
        int size = (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(given).Invoke(null, null)!;
        Assert.Equal(size, CudaCompiler.Compile(source.Method, PtxTarget.Parse("sm_80"), new(source.Threads, source.MinBlocks)).ArgumentBytes);
    }

    [Fact]
    public void AVariantIsLaunchedOnItsTargetOnly()
    {
        Assert.Contains("is for GPUs: launch it on a CudaStream", Assert.Throws<ArgumentException>(() => DeltaRecurrentKernel.Launch<BFloat16>(
            DeltaRecurrentKernel.CudaVariants.First(static v => v.Element == ElementType.BFloat16), new Grid(1), default, default, default, default, default, default, default, default, default, default, default, default, 1, false)).Message);
        KernelVariant cpu = DeltaRecurrentKernel.Variants.First(static v => v.Element == ElementType.BFloat16);
        CudaStream stream = new(FakeGpu.Make(FakeGpu.Large), 1);
        Assert.Contains("is for CPUs: launch it without a stream", Assert.Throws<ArgumentException>(() => DeltaRecurrentKernel.Launch<BFloat16>(
            (DeltaRecurrentKernel.Variant)cpu, stream, new Grid(1), default, default, default, default, default, default, default, default, default, default, default, default, 1, false)).Message);
    }

    [Theory]
    [InlineData("gated_delta_rule", "B=4,T=2048,H=16,K=128", "^delta_chunk/cuda/bf16-K128-.*-PerHead-Key$")]
    [InlineData("gated_delta_rule", "B=4,T=2048,H=16,K=60", "^delta_chunk/cuda/bf16-K64-.*-PerHead-Key$")]
    [InlineData("delta_rule", "B=32,T=1,H=32,K=128", "^delta_recurrent/cuda/bf16-K128-.*-None-Key$")]
    [InlineData("kda", "B=4,T=2048,H=16,K=256", "^delta_chunk/cuda/f32-K256-.*-PerKey-Key$", ElementType.Float32)]
    // Slices of 128 columns fill the card at once: two blocks of them have room on a multiprocessor.
    [InlineData("rwkv6", "B=4,T=4096,H=64,K=128", "^additive_chunk/cuda/bf16-K128-BV128-C16-PerKey-Bonus$")]
    [InlineData("gdn2", "B=4,T=4096,H=64,K=128", "^delta_chunk/cuda/bf16-K128-BV128-C16-PerKey-Channels$")]
    [InlineData("dplr_delta_rule", "B=4,T=4096,H=64,K=128", "^low_rank_chunk/cuda/bf16-K128-BV128-C16-PerKey$")]
    [InlineData("gated_delta_product", "B=4,T=4096,H=64,K=128,R=3", "^delta_product_chunk/cuda/bf16-K128-BV128-C16-rows64-Three$")]
    [InlineData("kda", "B=32,T=1,H=32,K=128", "^delta_recurrent/cuda/f32-K128-.*-PerKey-Key$", ElementType.Float32)]
    // Nobody computes while the first chunk is prepared: of few tokens, short chunks.
    [InlineData("delta_rule", "B=2,T=25,H=4,K=64", "^delta_chunk/cuda/bf16-K64-.*-C16-None-Key$")]
    [InlineData("gated_delta_rule", "T=15,H=2,K=100", "^delta_recurrent/cuda/f16-K128-.*-PerHead-Key$", ElementType.Float16)]
    [InlineData("linear_attn_normalized", "T=15,H=2,K=100", "^additive_recurrent/cuda/f16-K128-.*-Normalized$", ElementType.Float16)]
    [InlineData("simple_gla", "B=4,T=2945,H=32,HV=128,K=100", "^additive_chunk/cuda/bf16-K128-.*-PerHead-After$")]
    [InlineData("gla", "B=4,T=2048,H=16,K=128", "^additive_chunk/cuda/bf16-K128-.*-PerKey-After$")]
    [InlineData("linear_attn", "B=32,T=1,H=32,K=128", "^additive_recurrent/cuda/bf16-K128-.*-None-After$")]
    [InlineData("gsa", "B=4,T=2048,H=16,K=128,M=64", "^additive_chunk/cuda/bf16-K128-.*-PerValue-After$")]
    [InlineData("gsa", "B=32,T=1,H=32,K=128", "^additive_recurrent/cuda/bf16-K128-.*-PerValue-After$")]
    public void TheCostModelKnowsPromptsFromDecoding(string op, string shape, string variant, ElementType element = ElementType.BFloat16) =>
        Assert.Matches(variant, new Dispatcher(FakeGpu.Settings).Explain(Match(op, shape, element, FakeGpu.Large)).Variant!.Id);

    /// <summary>What was fastest on an H100 (bench/RESULTS.md); of the one that is cut, what needs the fewest blocks.</summary>
    [Theory]
    [InlineData("gated_delta_rule", "B=4,T=4096,H=64,K=128", 128)]
    [InlineData("gated_delta_rule", "B=1,T=8192,H=96,K=128", 128)]
    [InlineData("gated_delta_rule", "B=1,T=32768,H=8,K=128", 128)]
    [InlineData("gated_delta_rule", "B=4,T=2048,H=16,K=128", 64)]
    [InlineData("delta_rule", "B=4,T=4096,H=64,K=128", 128)]
    [InlineData("kda", "B=4,T=4096,H=64,K=128", 128)]
    public void TheCostModelTakesTheSliceThatWasMeasuredFastest(string op, string shape, int columns) => Assert.Contains(
        $"K128-BV{columns}-", new Dispatcher(FakeGpu.Settings).Explain(Match(op, shape, ElementType.BFloat16, FakeGpu.Large)).Variant!.Id, StringComparison.Ordinal);

    [Fact]
    public void WhatDoesNotFitTheGpuDoesNotCompete()
    {
        CudaLimits small = FakeGpu.Large with { SharedBytesPerBlock = 99 << 10, SharedBytesPerMultiprocessor = 100 << 10 };
        string[] large = Ids(FakeGpu.Large), fitting = Ids(small);
        Assert.Contains(large, static id => id.StartsWith("delta_chunk/cuda/bf16-K128-", StringComparison.Ordinal));
        Assert.Equal(large.Where(id => KernelRegistry.Find(id)!.Resources.SharedBytes <= 99 << 10), fitting);
        Assert.NotEmpty(fitting);

        static string[] Ids(CudaLimits limits) => [.. Match("kda", "T=64,H=1,K=128", ElementType.BFloat16, limits).Contenders.Select(static c => c.Variant.Id)];
    }

    /// <summary>The factors of its gates leave fp16, so that their products are tf32.</summary>
    [Fact]
    public void ChunksOfFp16MultiplyInTf32WhereGatesDivide() => Assert.All(
        DeltaChunkKernel.CudaVariants.Where(static v => v.Element == ElementType.Float16),
        static v => Assert.Equal(v.decay == Decay.PerKey, v.Source.Contains("T.Mma", StringComparison.Ordinal)));

    [Fact]
    public void TrialsOnAGpuNeedOne()
    {
        if (CudaDevice.Unavailable is not { } reason)
            return;
        Tunable tunable = Tunables.Find("kda")!;
        Assert.True(tunable.RunsOn(KernelTarget.Cuda));
        Assert.Equal(reason, Assert.Throws<CudaException>(() => tunable.Create(new("T=1,H=1,K=64", ElementType.BFloat16) { Target = KernelTarget.Cuda })).Message);
    }

    private static string Constant(KernelVariant variant, string name) => variant.Constants.Single(c => c.Key == name).Value;

    private static Matchup Match(string op, string shape, ElementType element, CudaLimits limits)
    {
        OpCatalog.TryFind(op, out OpDescriptor? descriptor);
        return descriptor!.Match(OpShape.Parse(shape), element, limits);
    }
}
