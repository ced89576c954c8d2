using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fla.CodeFixes.Tests;

/// <summary>Applies a fix to the first finding it takes, and compares every document.</summary>
internal static class Fix
{
    internal static async Task Turns(CodeFixProvider provider, string title, string[] before, string[] after)
    {
        Project project = TestProject.Of(before);
        CodeAction action = Assert.Single(await Offered(provider, project));
        Assert.Equal(title, action.Title);

        Solution? changed = null;
        foreach (ApplyChangesOperation operation in (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>())
            changed = operation.ChangedSolution;
        Project result = changed!.GetProject(project.Id)!;
        List<string> texts = [];
        foreach (Document document in result.Documents)
            texts.Add((await document.GetTextAsync()).ToString());
        Assert.Equal(after.Select(static text => TestProject.Header + text), texts);
        Assert.DoesNotContain(await TestProject.FindingsAsync(result), d => provider.FixableDiagnosticIds.Contains(d.Id));
    }

    internal static Task Turns(CodeFixProvider provider, string title, string before, string after) => Turns(provider, title, [before], [after]);

    /// <summary>The finding is there, but this fix does not fit it.</summary>
    internal static async Task IsNotOffered(CodeFixProvider provider, string source) =>
        Assert.Empty(await Offered(provider, TestProject.Of(source)));

    private static async Task<IReadOnlyList<CodeAction>> Offered(CodeFixProvider provider, Project project)
    {
        Diagnostic finding = (await TestProject.FindingsAsync(project)).First(d => provider.FixableDiagnosticIds.Contains(d.Id));
        Document document = project.Documents.Single(d => d.FilePath == finding.Location.SourceTree!.FilePath);
        List<CodeAction> actions = [];
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), default));
        return actions;
    }
}
