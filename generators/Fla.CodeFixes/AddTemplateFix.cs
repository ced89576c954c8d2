using System.Composition;
using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fla.CodeFixes;

/// <summary>FLA0017: the method was meant to be a template.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddTemplateFix() : FlaCodeFix<AttributeSyntax>(Descriptors.OrphanConstant)
{
    /// <inheritdoc/>
    protected override string? Title(AttributeSyntax node, SyntaxToken token) =>
        Method(node) is { } method ? $"Add [KernelTemplate] to '{method.Identifier.ValueText}'" : null;

    /// <inheritdoc/>
    protected override Task Edit(AttributeSyntax node, DocumentEditor editor, SolutionEditor solution, CancellationToken cancellation)
    {
        // Qualified as its neighbour is.
        IdentifierNameSyntax name = SyntaxFactory.IdentifierName("KernelTemplate");
        editor.AddAttribute(Method(node)!, SyntaxFactory.Attribute(node.Name switch
        {
            QualifiedNameSyntax qualified => qualified.WithRight(name),
            AliasQualifiedNameSyntax alias => alias.WithName(name),
            _ => name,
        }));
        return Task.CompletedTask;
    }

    private static MethodDeclarationSyntax? Method(AttributeSyntax attribute) => attribute.Parent?.Parent switch
    {
        MethodDeclarationSyntax method => method,
        ParameterSyntax parameter => parameter.Parent?.Parent as MethodDeclarationSyntax,
        TypeParameterSyntax parameter => parameter.Parent?.Parent as MethodDeclarationSyntax,
        _ => null,
    };
}
