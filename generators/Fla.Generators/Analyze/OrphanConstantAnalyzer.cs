using System.Collections.Immutable;
using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fla.Generators.Analyze;

/// <summary>FLA0017: an attribute of the language where no template reads it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OrphanConstantAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.OrphanConstant];

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

    private static void Check(SyntaxNodeAnalysisContext context, LanguageAttributes known)
    {
        AttributeSyntax attribute = (AttributeSyntax)context.Node;
        if (context.SemanticModel.GetTypeInfo(attribute, context.CancellationToken).Type is not INamedTypeSymbol type || !known.IsCompanion(type))
            return;
        IMethodSymbol? method = Owner(attribute) is { } owner ? context.SemanticModel.GetDeclaredSymbol(owner, context.CancellationToken) : null;
        if (method is null || !known.MakesTemplate(method))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.OrphanConstant, attribute.GetLocation(), LanguageAttributes.ShortName(type)));
    }

    /// <summary>The method that the attribute, its parameter or its type parameter belongs to; only a method can be a template.</summary>
    private static MethodDeclarationSyntax? Owner(AttributeSyntax attribute) => attribute.Parent?.Parent switch
    {
        MethodDeclarationSyntax method => method,
        ParameterSyntax parameter => parameter.Parent?.Parent as MethodDeclarationSyntax,
        TypeParameterSyntax parameter => parameter.Parent?.Parent as MethodDeclarationSyntax,
        _ => null,
    };
}
