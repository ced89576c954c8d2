using System.Composition;
using System.Text.RegularExpressions;
using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.FindSymbols;

namespace Fla.CodeFixes;

/// <summary>FLA0018: drops a constant that the template does not use, and its argument where the template is called.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveConstantFix() : FlaCodeFix<ParameterSyntax>(Descriptors.UnusedConstant)
{
    /// <inheritdoc/>
    protected override string? Title(ParameterSyntax node, SyntaxToken token) =>
        node.Parent?.Parent is MethodDeclarationSyntax method && !IsConstrained(method, node.Identifier.ValueText)
            ? $"Remove constant '{node.Identifier.ValueText}'"
            : null;

    /// <inheritdoc/>
    protected override async Task Edit(ParameterSyntax node, DocumentEditor editor, SolutionEditor solution, CancellationToken cancellation)
    {
        IParameterSymbol parameter = (IParameterSymbol)editor.SemanticModel.GetDeclaredSymbol(node, cancellation)!;
        IEnumerable<ReferencedSymbol> references = await SymbolFinder
            .FindReferencesAsync(parameter.ContainingSymbol, solution.OriginalSolution, cancellation).ConfigureAwait(false);
        foreach (ReferenceLocation reference in references.SelectMany(static r => r.Locations).Where(static l => !l.IsImplicit))
        {
            DocumentEditor caller = await solution.GetDocumentEditorAsync(reference.Document.Id, cancellation).ConfigureAwait(false);
            if (Argument(caller.OriginalRoot.FindNode(reference.Location.SourceSpan), parameter) is { } argument)
                caller.RemoveNode(argument);
        }

        editor.RemoveNode(node);
    }

    /// <summary>A constant that a [Where] names still decides which variants there are.</summary>
    private static bool IsConstrained(MethodDeclarationSyntax method, string constant) => method.AttributeLists
        .SelectMany(static list => list.Attributes)
        .Any(a => a.ArgumentList is { } list && Regex.IsMatch(list.ToString(), $@"\b{Regex.Escape(constant)}\b"));

    private static ArgumentSyntax? Argument(SyntaxNode name, IParameterSymbol parameter)
    {
        SyntaxNode callee = name.FirstAncestorOrSelf<MemberAccessExpressionSyntax>(m => m.Name.Span.Contains(name.Span)) ?? name;
        if (callee.Parent is not InvocationExpressionSyntax call || call.Expression != callee)
            return null;
        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        return arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == parameter.Name)
            ?? (arguments.ElementAtOrDefault(parameter.Ordinal) is { NameColon: null } positional ? positional : null);
    }
}
