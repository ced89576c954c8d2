using System.Composition;
using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fla.CodeFixes;

/// <summary>FLA0008: an instance method as a template.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakeStaticFix() : FlaCodeFix<MethodDeclarationSyntax>(Descriptors.InvalidSignature)
{
    private static readonly SyntaxKind[] Bound =
        [SyntaxKind.StaticKeyword, SyntaxKind.VirtualKeyword, SyntaxKind.OverrideKeyword, SyntaxKind.AbstractKeyword];

    /// <inheritdoc/>
    protected override string? Title(MethodDeclarationSyntax node, SyntaxToken token) =>
        token == node.Identifier && !node.Modifiers.Any(m => Bound.Contains(m.Kind())) ? $"Make '{token.ValueText}' static" : null;

    /// <inheritdoc/>
    protected override Task Edit(MethodDeclarationSyntax node, DocumentEditor editor, SolutionEditor solution, CancellationToken cancellation)
    {
        editor.SetModifiers(node, editor.Generator.GetModifiers(node).WithIsStatic(true));
        return Task.CompletedTask;
    }
}
