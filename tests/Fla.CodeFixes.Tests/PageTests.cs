using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Fla.CodeFixes.Tests;

/// <summary>The pages tell the truth: their examples are compiled.</summary>
public class PageTests
{
    public static TheoryData<string> Ids => [.. Descriptors.ById.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void EveryDiagnosticHasAPage(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.ById[id];
        Assert.StartsWith($"# {id}: {descriptor.Title}\n\n**{descriptor.DefaultSeverity}**, from the ", Page.Of(id).Text);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task TheExampleTriggersItAndTheRemedyDoesNot(string id)
    {
        // FLA0014 is about a property, FLA0016 about a defect, FLA0021 about a file that is not the project's.
        Page page = Page.Of(id);
        if (page.Blocks.Count == 0)
        {
            Assert.True(id is "FLA0014" or "FLA0016" or "FLA0021");
            return;
        }

        Diagnostic finding = Assert.Single(await TestProject.FindingsAsync(TestProject.Of(page.Blocks[0])));
        Assert.Equal(id, finding.Id);
        Assert.Contains($"\n```text\n{finding.GetMessage()}\n```\n", page.Text);
        foreach (string remedy in page.Blocks.Skip(1))
            await Finding.None(remedy);
    }

    [Fact]
    public Task TheLanguageReferencesTemplateCompiles() =>
        Finding.None($"public static class Templates\n{{\n{Assert.Single(Page.BlocksOf("language.md"))}}}\n");

    [Fact]
    public Task TheReadmesTemplateCompiles() =>
        Finding.None(Assert.Single(Page.BlocksOf("README.md"), static block => block.Contains("[KernelTemplate]", StringComparison.Ordinal))
            .Replace("using Fla;\n", ""));

    /// <summary>That one is compiled and run by tests/Consumer/run.sh.</summary>
    [Fact]
    public void TheTuningPageShowsTheConsumersTunable() => Assert.Contains(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "consumer", "NormTunable.cs")).ReplaceLineEndings("\n"), Page.BlocksOf("tuning.md"));
}
