using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fla.Generators.Tests.Packages;

/// <summary>An edit of the project compiles nothing of a package again.</summary>
public sealed class PackagedEditTests
{
    private static readonly Source Own = new("Own.cs", """
        namespace Project;
        public static class Own
        {
            [KernelTemplate] public static void Mine(Block block, Out<float> o) => o[..].Store(Tile.Full(1, 1, 1));
        }
        """);

    private static readonly Source File = Source.Template("""
        [KernelTemplate] public static void First(Block block, [HeadDim(16)] int K, Out<float> o) => o[..].Store(Tile.Full(1, K, 2));
        [KernelTemplate] public static void Second(Block block, [HeadDim(16)] int K, Out<float> o) => o[..].Store(Tile.Full(1, K, 3));
        """, "templates/File.cs");

    private readonly CSharpCompilation before = Source.Compile([Own]);

    [Fact]
    public void TypingInTheProject()
    {
        SyntaxTree tree = before.SyntaxTrees.Single(static t => t.FilePath == Own.Path);
        Assert.Equal(
            "Cached Cached, Cached Cached",
            After(driver => driver.RunGenerators(before.ReplaceSyntaxTree(tree, (Own with { Text = Own.Text.Replace("1, 1, 1", "1, 1, 4", StringComparison.Ordinal) }).Tree()))));
    }

    [Fact]
    public void AnotherOfTheProjectsFiles() =>
        Assert.Equal("Cached Cached, Cached Cached", After(driver => driver.RunGenerators(before.AddSyntaxTrees(new Source("New.cs", "class New { }").Tree()))));

    [Fact]
    public void AnotherTemplateOfTheFile() =>
        Assert.Equal("Unchanged Modified, Cached Modified", Edited("K, 3)", "K, 5)"));

    [Fact]
    public void AComment() => Assert.Equal("Modified Modified, Cached Cached", Edited("[KernelTemplate] public static void First", "// Moved.\n[KernelTemplate] public static void First"));

    [Fact]
    public void TheListsOfTheProject() => Assert.Equal(
        "Modified Modified, Modified Modified",
        After(driver => driver.WithUpdatedAnalyzerConfigOptions(new Options(("FlaHeadDims", "24"))).RunGenerators(before)));

    [Fact]
    public void AnEditorLeavesThemToTheBuild()
    {
        GeneratorDriver driver = GeneratorRun.NewDriver(Options.None, IncrementalGeneratorOutputKind.Implementation).AddAdditionalTexts([TemplateText.Of(File)]);
        Assert.DoesNotContain(Steps.ParsePackaged, driver.RunGenerators(before).GetRunResult().Results.Single().TrackedSteps.Keys);
    }

    private string Edited(string from, string to)
    {
        Source edited = File with { Text = File.Text.Replace(from, to, StringComparison.Ordinal) };
        Assert.NotEqual(File, edited);
        return After(driver => driver.ReplaceAdditionalTexts([TemplateText.Of(edited)]).RunGenerators(before));
    }

    /// <summary>Why the parser and the compiler have the outputs that they have.</summary>
    private string After(Func<GeneratorDriver, GeneratorDriver> edit)
    {
        GeneratorDriver driver = GeneratorRun.NewDriver(Options.None).AddAdditionalTexts([TemplateText.Of(File)]).RunGenerators(before);
        GeneratorRunResult result = edit(driver).GetRunResult().Results.Single();
        return string.Join(", ", new[] { Steps.ParsePackaged, Steps.CompilePackaged }
            .Select(step => string.Join(" ", result.TrackedSteps[step].SelectMany(static s => s.Outputs).Select(static o => o.Reason))));
    }
}
