using System.Collections.Immutable;
using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fla.Generators.Analyze;

/// <summary>FLA0019: a list of constants that repeats a value or does not ascend.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConstantOrderAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.ConstantOrder];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (LanguageAttributes.In(start.Compilation) is { } known)
                start.RegisterSyntaxNodeAction(node => Check(node, known), SyntaxKind.Attribute);
        });
    }

    /// <summary>One finding a list, at the first value that is out of place.</summary>
    private static void Check(SyntaxNodeAnalysisContext context, LanguageAttributes known)
    {
        AttributeSyntax attribute = (AttributeSyntax)context.Node;
        if (attribute.ArgumentList is not { Arguments.Count: > 1 } list
            || context.SemanticModel.GetTypeInfo(attribute, context.CancellationToken).Type is not INamedTypeSymbol type
            || !known.IsList(type))
        {
            return;
        }

        int? previous = null;
        foreach (AttributeArgumentSyntax argument in list.Arguments)
        {
            if (context.SemanticModel.GetConstantValue(argument.Expression, context.CancellationToken).Value is not int value)
                return;
            if (value <= previous)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.ConstantOrder, argument.GetLocation(), LanguageAttributes.ShortName(type), value, value == previous ? "twice" : $"after {previous}"));
                return;
            }

            previous = value;
        }
    }
}
