using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fla.OpGenerator;

/// <summary>
/// Gives an op its public forms. Its author declares one, <c>[Op] public static partial … Forward&lt;T&gt;(…)</c>, into new tensors of the host;
/// that one's body, and the forms into the caller's memory and on a GPU, follow from its parameters.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class OpGenerator : IIncrementalGenerator
{
    internal const string Step = "Op";

    private const string Attribute = "Fla.OpAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Text, not symbols: what is compared from one edit to the next.
        IncrementalValuesProvider<(string Name, string Source)> ops = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Attribute,
                static (node, _) => node is MethodDeclarationSyntax,
                static (found, _) => (found.TargetSymbol.ContainingType.Name, OpForms.Render((IMethodSymbol)found.TargetSymbol)))
            .WithTrackingName(Step);
        context.RegisterSourceOutput(ops, static (output, op) => output.AddSource($"{op.Name}.g.cs", op.Source));
    }
}
