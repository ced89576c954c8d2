using Microsoft.CodeAnalysis;

namespace Fla.Generators.Analyze;

/// <summary>The language's attributes as one compilation knows them.</summary>
internal sealed class LanguageAttributes
{
    private static readonly string[] Lists = ["Fla.HeadDimAttribute", "Fla.ChunkSizeAttribute", "Fla.TuneAttribute"];
    private static readonly string[] Others = ["Fla.ChoiceAttribute", Parse.KnownTypes.Element, Parse.KnownTypes.Where];

    private readonly INamedTypeSymbol template;
    private readonly HashSet<ISymbol> lists;
    private readonly HashSet<ISymbol> companions;

    private LanguageAttributes(INamedTypeSymbol template, HashSet<ISymbol> lists, HashSet<ISymbol> companions)
    {
        this.template = template;
        this.lists = lists;
        this.companions = companions;
    }

    /// <summary>Null when the compilation does not reference the runtime.</summary>
    public static LanguageAttributes? In(Compilation compilation)
    {
        INamedTypeSymbol? template = compilation.GetTypeByMetadataName(Parse.KnownTypes.Template);
        return template is null ? null : new LanguageAttributes(template, Find(compilation, Lists), Find(compilation, Lists.Concat(Others)));
    }

    /// <summary>[HeadDim], [ChunkSize] or [Tune]: those with a list of numbers.</summary>
    public bool IsList(INamedTypeSymbol attribute) => lists.Contains(attribute);

    /// <summary>An attribute that means something only beside [KernelTemplate].</summary>
    public bool IsCompanion(INamedTypeSymbol attribute) => companions.Contains(attribute);

    public bool MakesTemplate(IMethodSymbol method) =>
        method.GetAttributes().Any(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, template));

    /// <summary>The name as it is written between brackets.</summary>
    public static string ShortName(INamedTypeSymbol attribute) => attribute.Name.Substring(0, attribute.Name.Length - "Attribute".Length);

    private static HashSet<ISymbol> Find(Compilation compilation, IEnumerable<string> names) =>
        new(names.Select(compilation.GetTypeByMetadataName).OfType<ISymbol>(), SymbolEqualityComparer.Default);
}
