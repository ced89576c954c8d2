using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Diagnostics;

/// <summary>MSBuild properties narrow what is built; bad values are reported and otherwise ignored.</summary>
public sealed class OptionTests
{
    private static readonly Source Sample = Source.Template("""
        [KernelTemplate]
        public static void Sample(Block block, [HeadDim(32, 64)] int K, [ChunkSize(8, 16)] int C, [Tune(3)] int B, Out<float> o) =>
            o[..].Store(Tile.Full(1, 1, K + C + B));
        """);

    [Theory]
    [InlineData("", "", "K32-C8-B3 K32-C16-B3 K64-C8-B3 K64-C16-B3")]
    [InlineData("48", "", "K48-C8-B3 K48-C16-B3")]
    [InlineData("64,16", "4", "K16-C4-B3 K64-C4-B3")]
    [InlineData("32 32;32", "16", "K32-C16-B3")]
    public void ListsReplaceThoseOfTheTemplate(string headDims, string chunkSizes, string variants)
    {
        GeneratorRun run = GeneratorRun.Of([Sample], new Options(("FlaHeadDims", headDims), ("FlaChunkSizes", chunkSizes))).Reports();
        Assert.Equal(
            variants.Split(' ').Select(static v => $"Samples.Templates.Sample.f32-{v}.512.g.cs").Order(),
            run.Result.GeneratedSources.Select(static s => s.HintName).Where(static n => n.Contains(".f32-", StringComparison.Ordinal) && n.EndsWith(".512.g.cs", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [InlineData("FlaHeadDims", "abc", "FlaHeadDims is 'abc'; give whole numbers from 1 to 1024")]
    [InlineData("FlaHeadDims", "64,0", "FlaHeadDims is '0'")]
    [InlineData("FlaHeadDims", "2000", "FlaHeadDims is '2000'")]
    [InlineData("FlaCudaHeadDims", "64,0", "FlaCudaHeadDims is '0'")]
    [InlineData("FlaChunkSizes", "-16", "FlaChunkSizes is '-16'; give whole numbers from 1 to 512")]
    [InlineData("FlaVariantBudget", "many", "FlaVariantBudget is 'many'")]
    [InlineData("FlaTargets", "cpu,tpu", "FlaTargets is 'tpu'; this build of the compiler knows cpu")]
    public void BadValues(string name, string value, string message)
    {
        GeneratorRun run = GeneratorRun.Of([Sample], new Options((name, value))).Reports(("FLA0014", "")).Says(message);
        Assert.Contains(run.Result.GeneratedSources, static s => s.HintName.EndsWith(".512.g.cs", StringComparison.Ordinal));
    }

    [Fact]
    public void TargetsIgnoreCase() => GeneratorRun.Of([Sample], new Options(("FlaTargets", "CPU"))).Reports();

    [Fact]
    public void BudgetAdmitsExactlyThatMany() => GeneratorRun.Of([Sample], new Options(("FlaVariantBudget", "4"))).Reports();

    [Fact]
    public void BudgetRefusesOneMore() => GeneratorRun.Of([Sample], new Options(("FlaVariantBudget", "3"))).Reports(("FLA0006", "Sample"));
}
