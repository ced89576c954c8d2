using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fla.Generators.Parse;

/// <summary>Parses the template's body and, as they are met, the bodies of the helpers it calls.</summary>
internal sealed class FunctionParser(Compilation compilation, IMethodSymbol template, SourceMap map, CancellationToken cancellation)
{
    private readonly List<IMethodSymbol> symbols = [];
    private readonly Dictionary<IMethodSymbol, int> indexes = new(SymbolEqualityComparer.Default);

    public IMethodSymbol Template { get; } = template;

    public SourceMap Map { get; } = map;

    public HashSet<string> UsedParameters { get; } = [];

    public EquatableArray<FunctionModel> ParseAll(SyntaxNode body)
    {
        indexes[Template] = 0;
        symbols.Add(Template);
        List<FunctionModel> models = [];
        while (models.Count < symbols.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            IMethodSymbol symbol = symbols[models.Count];
            SyntaxNode syntax = models.Count == 0 ? body : symbol.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
            models.Add(new StatementParser(this, symbol).Parse(BodyOf(syntax, symbol)));
        }

        return models.ToEquatable();
    }

    /// <summary>The index of a helper, queued for parsing when it is new.</summary>
    public int Helper(IMethodSymbol method, SyntaxNode call)
    {
        IMethodSymbol definition = method.OriginalDefinition;
        if (indexes.TryGetValue(definition, out int known))
            return known;
        if (!definition.DeclaringSyntaxReferences.Any(r => compilation.ContainsSyntaxTree(r.SyntaxTree)))
            throw new CompileException(Descriptors.HelperWithoutSource, Map.Add(call), definition.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat));
        if (!definition.IsStatic && definition.MethodKind != MethodKind.LocalFunction)
            throw Unsupported(call, $"The instance method '{method.Name}'", "make the helper static");
        if (definition.IsGenericMethod || definition.Parameters.Any(static p => p.RefKind != RefKind.None || p.IsParams))
            throw Unsupported(call, $"Helper '{method.Name}' with type, ref or params parameters", "pass and return plain values; return several as a tuple");
        indexes[definition] = symbols.Count;
        symbols.Add(definition);
        return symbols.Count - 1;
    }

    public CompileException Unsupported(SyntaxNode at, string what, string remedy) =>
        new(Descriptors.UnsupportedConstruct, Map.Add(at), what, remedy);

    /// <summary>The scalar kind of a C# type; enums count as int.</summary>
    public static ScalarKind? Scalar(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Boolean => ScalarKind.Bool,
        SpecialType.System_Int32 => ScalarKind.Int,
        SpecialType.System_Int64 => ScalarKind.Long,
        SpecialType.System_Single => ScalarKind.Float,
        _ => type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType.SpecialType: SpecialType.System_Int32 } ? ScalarKind.Int : null,
    };

    private IOperation BodyOf(SyntaxNode syntax, IMethodSymbol symbol)
    {
        IOperation? operation = compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellation);
        IOperation? body = operation switch
        {
            IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
            ILocalFunctionOperation local => local.Body,
            _ => null,
        };
        if (body is null)
            throw Unsupported(syntax, $"'{symbol.Name}' without a body", "give it a body that the compiler can read");
        return body;
    }
}
