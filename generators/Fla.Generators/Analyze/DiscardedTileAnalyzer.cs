using System.Collections.Immutable;
using Fla.Generators.Diagnostics;
using Fla.Generators.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fla.Generators.Analyze;

/// <summary>FLA0020: an operation on tiles whose result goes nowhere.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DiscardedTileAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.DiscardedTile];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.Tile) is { } tile)
                start.RegisterOperationAction(statement => Check(statement, tile), OperationKind.ExpressionStatement);
        });
    }

    /// <summary>Only statements: the body of a lambda such as <c>() => Tile.Dot(a, b)</c> may be run for its exception.</summary>
    private static void Check(OperationAnalysisContext context, INamedTypeSymbol tile)
    {
        if (context.Operation is IExpressionStatementOperation { Operation: IInvocationOperation call, Syntax: ExpressionStatementSyntax }
            && SymbolEqualityComparer.Default.Equals(call.Type, tile)
            && KnownTypes.LanguageType(call.TargetMethod.ContainingType) is { } language)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.DiscardedTile, call.Syntax.GetLocation(), $"{language}.{call.TargetMethod.Name}"));
        }
    }
}
