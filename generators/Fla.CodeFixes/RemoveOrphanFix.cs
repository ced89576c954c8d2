using System.Composition;
using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fla.CodeFixes;

/// <summary>FLA0017: the attribute was left behind.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveOrphanFix() : FlaCodeFix<AttributeSyntax>(Descriptors.OrphanConstant)
{
    /// <inheritdoc/>
    protected override string Title(AttributeSyntax node, SyntaxToken token) => $"Remove [{node.Name}]";

    /// <inheritdoc/>
    protected override Task Edit(AttributeSyntax node, DocumentEditor editor, SolutionEditor solution, CancellationToken cancellation)
    {
        editor.RemoveNode(node);
        return Task.CompletedTask;
    }
}
