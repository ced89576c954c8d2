using Microsoft.CodeAnalysis;

namespace Fla.CodeFixes.Tests;

/// <summary>Checks findings by id, by the code they underline and by their words.</summary>
internal static class Finding
{
    internal static async Task None(string source) =>
        Assert.Empty(await TestProject.FindingsAsync(TestProject.Of(source)));

    internal static async Task Only(string source, string id, string code, string words)
    {
        Diagnostic finding = Assert.Single(await TestProject.FindingsAsync(TestProject.Of(source)));
        Assert.Equal(id, finding.Id);
        Assert.Equal(code, finding.Location.SourceTree!.ToString()[finding.Location.SourceSpan.Start..finding.Location.SourceSpan.End]);
        Assert.Contains(words, finding.GetMessage());
    }
}
