using Fla.Generated;
using Fla.Tests.Cuda;

namespace Fla.Cuda.Tests;

/// <summary>NVIDIA's assembler takes every kernel, and finds room for it in registers.</summary>
public sealed class AssemblyTests
{
    private static readonly string[] Architectures = ["sm_80", "sm_86", "sm_89", "sm_90"];

    /// <summary>The largest of each kind: the others need less. `Fla.Gpu assemble` takes every variant, for minutes.</summary>
    public static TheoryData<string> Kernels => [.. Names];

    private static IEnumerable<string> Names => typeof(CudaTensor).Assembly.GetTypes()
        .Where(static t => t.Name.EndsWith("_cuda", StringComparison.Ordinal) && (t.Name.Contains("_bf16_", StringComparison.Ordinal) || t.Name.Contains("_f32_", StringComparison.Ordinal)))
        .Where(static t => t.Name.Contains("bf16_K64_BV64_C", StringComparison.Ordinal) || t.Name.Contains("f32_K64_BV64_C16_PerHead", StringComparison.Ordinal)
            || t.Name.Contains("recurrent_bf16_K64", StringComparison.Ordinal) && !t.Name.Contains("PerValue", StringComparison.Ordinal)
            || t.Name.Contains("K64_V64_BQ64_BK32", StringComparison.Ordinal) || t.Name.Contains("BM64_BN64_BK32", StringComparison.Ordinal) || t.Name.Contains("BN128_BK64", StringComparison.Ordinal))
        .Select(static t => t.Name)
        .Order();

    [PtxasTheory]
    [MemberData(nameof(Kernels))]
    public void FitsRegisters(string name)
    {
        Type type = typeof(CudaTensor).Assembly.GetType($"Fla.Generated.{name}")!;
        // Short chunks and small tiles are for every GPU, the others for those with more shared memory; so are chunks of more steps than two a token, and of
        // four rows a token with a gate a channel.
        bool large = name.Contains("_C32_", StringComparison.Ordinal) || name.Contains("BN128", StringComparison.Ordinal) || name.Contains("_rows64_", StringComparison.Ordinal)
            || (name.StartsWith("low_rank_chunk", StringComparison.Ordinal) && name.Contains("PerKey", StringComparison.Ordinal));
        Assert.InRange((int)type.GetField("SharedBytes")!.GetRawConstantValue()!, 0, (large ? 227 : 99) << 10);
        string text = TextFor(type, Architectures[0]);
        foreach (string architecture in Architectures)
        {
            Ptxas.Result result = Ptxas.Assemble(Retargeted(text, architecture), architecture);
            int allowed = architecture == "sm_90" ? 0 : 64;
            Assert.True(result.SpillStoreBytes <= allowed && result.StackBytes <= allowed, $"{name} for {architecture}: {result}");
        }
    }

    /// <summary>So a text is compiled once above.</summary>
    [Fact]
    public void ArchitecturesDifferInTheirNamesAlone()
    {
        Type type = typeof(CudaTensor).Assembly.GetType($"Fla.Generated.{Names.First(static name => name.StartsWith("delta_chunk", StringComparison.Ordinal))}")!;
        string text = TextFor(type, Architectures[0]);
        Assert.All(Architectures, architecture => Assert.Equal(Retargeted(text, architecture), TextFor(type, architecture)));
    }

    private static string TextFor(Type type, string architecture)
    {
        int threads = (int)type.GetField("Threads")!.GetRawConstantValue()!, minBlocks = (int)type.GetField("MinBlocks")!.GetRawConstantValue()!;
        return CudaCompiler.Compile(type.GetMethod("Run")!, PtxTarget.Parse(architecture), new(threads, minBlocks)).Text;
    }

    private static string Retargeted(string text, string architecture) => Ptxas.Retargeted(text, Architectures[0], architecture);
}
