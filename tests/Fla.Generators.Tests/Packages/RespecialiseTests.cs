using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis;

namespace Fla.Generators.Tests.Packages;

/// <summary>Templates of a package in the project that compiles them.</summary>
public sealed class RespecialiseTests
{
    private static readonly Source Helpers = new("Helpers.cs", "namespace Samples; public static class Hidden { public static Tile Twice(Tile t) => t + t; }");

    private static readonly Source Doubled = Source.Template("""
        [KernelTemplate]
        public static void Doubled(Block block, [HeadDim(16)] int K, [ChunkSize(8)] int C, [Tune(1)] int unused, In<float> a, Out<float> o) =>
            o[.., ..].Store(Twice(a[.., ..].Load(C, K)));

        private static Tile Twice(Tile t) => t + t;
        """, "templates/Doubled.cs");

    private static readonly Package Own = Package.Of("Package", Helpers);

    /// <summary>The project has the launchers of Fla.Kernels in a reference and the templates in files, as users of the package do.</summary>
    [Fact]
    public void TheKernelsForAnotherHeadDimension()
    {
        Source[] kernels = [.. Source.EmbeddedIn("Kernels")];
        Microsoft.CodeAnalysis.CSharp.CSharpCompilation launchers = Source.Compile(kernels);
        GeneratorRun.NewDriver(Options.None, IncrementalGeneratorOutputKind.Implementation).RunGeneratorsAndUpdateCompilation(launchers, out Compilation output, out _);
        using MemoryStream image = new();
        Assert.True(output.WithAssemblyName("Package").Emit(image).Success);
        TemplateText[] files = [.. kernels.Where(static s => Path.GetFileName(s.Path) is "DeltaTemplates.cs" or "AdditiveTemplates.cs" or "LowRankTemplates.cs" or "DeltaProductTemplates.cs" or "Gates.cs").Select(static s => TemplateText.Of(s))];
        GeneratorRun run = GeneratorRun.Of(
            Source.Compile(Array.Empty<Source>()).WithAssemblyName("Project").AddReferences(MetadataReference.CreateFromImage(image.ToArray())),
            new Options(("FlaHeadDims", "96"), ("FlaChunkSizes", "16")),
            files).Compiles();
        (string Template, string[] Choices)[] families =
        [
            ("Additive", ["None-After", "None-Normalized", "PerHead-After", "PerKey-After", "PerKey-Bonus"]),
            ("Delta", ["None-Key", "PerHead-Key", "PerHead-OwnKey", "PerKey-Key", "PerKey-Channels"]),
            ("LowRank", ["None", "PerKey"]),
        ];
        Assert.Equal(
            families.SelectMany(static f => f.Choices.SelectMany(choice => new[]
            {
                $"{f.Template}Templates.{f.Template}Chunk.f32-K96-BV96-C16-{choice}", $"{f.Template}Templates.{f.Template}Recurrent.f32-K96-BV64-{choice}",
            })).Concat(new[] { "Chunk.f32-K96-BV96-C16-rows32-Two", "Chunk.f32-K96-BV96-C16-rows48-Three", "Chunk.f32-K96-BV96-C16-rows64-Four", "Recurrent.f32-K96-BV64" }
                .Select(static v => $"DeltaProductTemplates.DeltaProduct{v}"))
                .Concat(["AdditiveTemplates.AdditiveChunk.f32-K96-BV64-C16-PerValue-After", "AdditiveTemplates.AdditiveRecurrent.f32-K96-BV64-PerValue-After"])
                .Select(static v => $"Packaged-Fla.{v}.512.g.cs").Order(),
            Hints(run).Where(static h => h.Contains(".f32-", StringComparison.Ordinal) && h.EndsWith(".512.g.cs", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain(run.Result.GeneratedSources, static s => s.SourceText.ToString().Contains("class DeltaChunkKernel", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "", "K16-C8")]
    [InlineData("24,40", "4", "K24-C4 K40-C4")]
    public void ListsOfTheProject(string headDims, string chunkSizes, string variants) =>
        Assert.Equal(variants, Variants(Own.Respecialise(new Options(("FlaHeadDims", headDims), ("FlaChunkSizes", chunkSizes)), TemplateText.Of(Doubled))));

    /// <summary>So that a project may ask for a package's templates at other sizes than its own templates.</summary>
    [Fact]
    public void ListsOfTheFileGoFirst()
    {
        Source own = Source.Template("""
            [KernelTemplate] public static void Mine(Block block, [HeadDim(8)] int K, Out<float> o) => o[..].Store(Tile.Full(1, K, 1));
            """);
        GeneratorRun run = Own.Respecialise(Options.None, [own], TemplateText.Of(Doubled, ("FlaHeadDims", "96"), ("FlaChunkSizes", ""))).Compiles();
        Assert.Equal("K96-C8", Variants(run));
        Assert.Contains("Samples.Templates.Mine.f32-K8.512.g.cs", Hints(run));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("")]
    [InlineData("certainly")]
    public void OtherFilesAreNot(string marked) =>
        Assert.Empty(Own.Respecialise(Options.None, new TemplateText(Doubled, ("FlaTemplate", marked))).Compiles().Result.GeneratedSources);

    [Fact]
    public void AHelperOfThePackageWithoutItsSource() =>
        Finding(Doubled.Text.Replace("Store(Twice(", "Store(Hidden.Twice(", StringComparison.Ordinal), "FLA0009", "'Hidden.Twice(Tile)' is known only from metadata", 9);

    [Fact]
    public void AHelperInAnotherFileOfThePackage() => Own.Respecialise(
        Options.None,
        TemplateText.Of(Doubled with { Text = Doubled.Text.Replace("Store(Twice(", "Store(Hidden.Twice(", StringComparison.Ordinal) }),
        TemplateText.Of(Helpers)).Compiles();

    [Fact]
    public void AFindingInTheTemplate() =>
        Finding(Doubled.Text.Replace("t + t", "t + Tile.Zeros(3, 3)", StringComparison.Ordinal), "FLA0003", "Samples.Templates", 11, said: "in variant");

    [Theory]
    [InlineData("In<float> a", "Im<float> a", "(CS0246: ", 8)]
    [InlineData("t + t", "t + missing", "(CS0103: ", 11)]
    public void ASourceThatDoesNotBind(string from, string to, string message, int line) =>
        Finding(Doubled.Text.Replace(from, to, StringComparison.Ordinal), "FLA0021", message, line);

    [Fact]
    public void ANameThatTheProjectTook()
    {
        Source own = Source.Template("""
            [KernelTemplate("doubled")] public static void Mine(Block block, Out<float> o) => o[..].Store(1);
            """);
        GeneratorRun run = Own.Respecialise(Options.None, [own], TemplateText.Of(Doubled));
        Assert.Equal(("FLA0015", Doubled.Path), (Assert.Single(run.Findings).Id, run.Findings[0].Location.GetLineSpan().Path));
    }

    [Fact]
    public void AListThatIsNone()
    {
        GeneratorRun run = Own.Respecialise(Options.None, TemplateText.Of(Doubled, ("FlaHeadDims", "wide")));
        Assert.Equal(("FLA0014", Doubled.Path), (Assert.Single(run.Findings).Id, run.Findings[0].Location.GetLineSpan().Path));
    }

    private static void Finding(string text, string id, string message, int line, string? said = null)
    {
        Diagnostic finding = Assert.Single(Own.Respecialise(Options.None, TemplateText.Of(Doubled with { Text = text })).Findings);
        Assert.Equal((id, Doubled.Path, line), (finding.Id, finding.Location.GetLineSpan().Path, finding.Location.GetLineSpan().StartLinePosition.Line + 1));
        Assert.Contains(said ?? message, finding.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Hints(GeneratorRun run) => run.Result.GeneratedSources.Select(static s => s.HintName);

    private static string Variants(GeneratorRun run) => string.Join(
        " ",
        Hints(run.Compiles()).Where(static h => h.StartsWith("Packaged-Samples.Templates.Doubled.f32-", StringComparison.Ordinal) && h.EndsWith(".512.g.cs", StringComparison.Ordinal)).Select(static h => h.Split(".f32-")[1].Split("-unused")[0]));
}
