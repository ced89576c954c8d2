using System.Composition;
using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fla.CodeFixes;

/// <summary>FLA0019: writes the values in ascending order, each once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class SortConstantsFix() : FlaCodeFix<AttributeSyntax>(Descriptors.ConstantOrder)
{
    /// <inheritdoc/>
    protected override string Title(AttributeSyntax node, SyntaxToken token) => $"Sort the values of [{node.Name}]";

    /// <inheritdoc/>
    protected override Task Edit(AttributeSyntax node, DocumentEditor editor, SolutionEditor solution, CancellationToken cancellation)
    {
        AttributeArgumentListSyntax list = node.ArgumentList!;
        AttributeArgumentSyntax[] sorted = list.Arguments
            .GroupBy(a => (int)editor.SemanticModel.GetConstantValue(a.Expression, cancellation).Value!)
            .OrderBy(static group => group.Key)
            .Select(static group => group.First().WithoutTrivia())
            .ToArray();
        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        editor.ReplaceNode(list, list.WithArguments(SyntaxFactory.SeparatedList(sorted, Enumerable.Repeat(comma, sorted.Length - 1))));
        return Task.CompletedTask;
    }
}
