using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Fla.CodeFixes;

/// <summary>A fix of one diagnostic: an edit of the <typeparamref name="TNode"/> that it stands on.</summary>
public abstract class FlaCodeFix<TNode>(DiagnosticDescriptor descriptor) : CodeFixProvider
    where TNode : SyntaxNode
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [descriptor.Id];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SyntaxToken token = root!.FindToken(diagnostic.Location.SourceSpan.Start);
            if (token.Parent?.FirstAncestorOrSelf<TNode>() is { } node && Title(node, token) is { } title)
                context.RegisterCodeFix(CodeAction.Create(title, c => Apply(context.Document, node, c), GetType().Name), diagnostic);
        }
    }

    /// <summary>What the fix is called in the menu; null when it does not apply.</summary>
    protected abstract string? Title(TNode node, SyntaxToken token);

    /// <summary>Makes the edit: of the node's own document, or of any other through <paramref name="solution"/>.</summary>
    protected abstract Task Edit(TNode node, DocumentEditor editor, SolutionEditor solution, CancellationToken cancellation);

    private async Task<Solution> Apply(Document document, TNode node, CancellationToken cancellation)
    {
        SolutionEditor solution = new(document.Project.Solution);
        DocumentEditor editor = await solution.GetDocumentEditorAsync(document.Id, cancellation).ConfigureAwait(false);
        await Edit(node, editor, solution, cancellation).ConfigureAwait(false);
        return solution.GetChangedSolution();
    }
}
