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

    /// <summary>A condition for one target leaves the other's variants alone.</summary>
    [Fact]
    public void ConditionsMayConcernOneTarget()
    {
        GeneratorRun run = GeneratorRun.Of([Source.Template("""
            [KernelTemplate]
            [Where("B == 1", Target = "cpu")]
            [Where("B > 1", Target = "cuda")]
            public static void Sample<[Element(typeof(Half))] T>(Block block, [HeadDim(16)] int K, [Tune(1, 2, 3)] int B, In<T> x, Out<T> o) where T : unmanaged =>
                o[block.X, ..].Store(x[block.X, ..].LoadRow(K) * B);
            """)], new Options(("FlaTargets", "cpu,cuda"))).Compiles();
        string[] names = [.. run.Result.GeneratedSources.Select(static s => s.HintName)];
        Assert.Equal(["Samples.Templates.Sample.f16-K16-B2.cuda.g.cs", "Samples.Templates.Sample.f16-K16-B3.cuda.g.cs"], names.Where(static n => n.Contains("-B", StringComparison.Ordinal) && n.EndsWith(".cuda.g.cs", StringComparison.Ordinal)).Order());
        Assert.Equal(["Samples.Templates.Sample.f16-K16-B1.512.g.cs"], names.Where(static n => n.Contains("-B", StringComparison.Ordinal) && n.EndsWith(".512.g.cs", StringComparison.Ordinal)));
    }

    /// <summary>No other condition may reject everything.</summary>
    [Theory]
    [InlineData("cpu", "cpu", "")]
    [InlineData("cpu", "cpu,cuda", "f16-K16-B1.cuda f16-K16-B2.cuda")]
    [InlineData("cuda", "cpu,cuda", "f16-K16-B1.512 f16-K16-B2.512")]
    public void ATargetCanBeLeftOut(string target, string targets, string variants)
    {
        GeneratorRun run = GeneratorRun.Of([Of("false")], new Options(("FlaTargets", targets))).Compiles();
        Assert.Equal(
            variants.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static v => $"Samples.Templates.Sample.{v}.g.cs"),
            run.Result.GeneratedSources.Select(static s => s.HintName).Where(static n => n.Contains("-B", StringComparison.Ordinal) && (n.Contains(".512.", StringComparison.Ordinal) || n.Contains(".cuda.", StringComparison.Ordinal))).Order());
        GeneratorRun.Of([Of("B > 2")], new Options(("FlaTargets", "cpu,cuda"))).Reports(("FLA0005", "Sample"));

        Source Of(string condition) => Source.Template($$"""
            [KernelTemplate]
            [Where("{{condition}}", Target = "{{target}}")]
            public static void Sample<[Element(typeof(Half))] T>(Block block, [HeadDim(16)] int K, [Tune(1, 2)] int B, In<T> x, Out<T> o) where T : unmanaged =>
                o[block.X, ..].Store(x[block.X, ..].LoadRow(K) * B);
            """);
    }

    [Fact]
    public void ConditionsMayAskForTheElementType()
    {
        GeneratorRun run = GeneratorRun.Of(Source.Template("""
            [KernelTemplate]
            [Where("typeof(T) == typeof(float) ? B == 1 : B == 2")]
            public static void Sample<[Element(typeof(float), typeof(Half))] T>(Block block, [HeadDim(16)] int K, [Tune(1, 2, 3)] int B, In<T> x, Out<T> o) where T : unmanaged =>
                o[block.X, ..].Store(x[block.X, ..].LoadRow(K) * B);
            """)).Compiles();
        Assert.Equal(
            ["Samples.Templates.Sample.f16-K16-B2.512.g.cs", "Samples.Templates.Sample.f32-K16-B1.512.g.cs"],
            run.Result.GeneratedSources.Select(static s => s.HintName).Where(static n => n.Contains("-B", StringComparison.Ordinal) && n.EndsWith(".512.g.cs", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void AConditionForAnUnknownTargetIsFound() => GeneratorRun.Of(Source.Template("""
        [KernelTemplate]
        [Where("B == 1", Target = "tpu")]
        public static void Sample(Block block, [Tune(1, 2)] int B, Out<float> o) => o[..].Store(Tile.Full(1, 1, B));
        """)).Reports(("FLA0008", "Where(\"B == 1\", Target = \"tpu\")")).Says("[Where] knows no target 'tpu'");

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
