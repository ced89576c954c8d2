using Microsoft.CodeAnalysis;

namespace Fla.Generators.Parse;

/// <summary>The runtime's types as the compiler knows them: by metadata name only.</summary>
internal static class KnownTypes
{
    public const string Template = "Fla.KernelTemplateAttribute";
    public const string Where = "Fla.WhereAttribute";
    public const string Element = "Fla.ElementAttribute";
    public const string Tile = "Fla.Tile";
    public const string Mask = "Fla.Mask";
    public const string Block = "Fla.Block";
    public const string Axis = "Fla.At";

    public static string FullName(this ITypeSymbol? type) =>
        type is null ? "" : (type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() + "." : "") + type.MetadataName;

    public static bool IsInput(this ITypeSymbol? type) => type.FullName() == "Fla.In`1";

    public static bool IsOutput(this ITypeSymbol? type) => type.FullName() == "Fla.Out`1";

    /// <summary>The language's own types, by the short names that intrinsics carry.</summary>
    public static string? LanguageType(ITypeSymbol? type) => type.FullName() switch
    {
        Tile => "Tile",
        Mask => "Mask",
        Block => "Block",
        "Fla.In`1" => "In",
        "Fla.Out`1" => "Out",
        "Fla.InSlice`1" => "InSlice",
        "Fla.OutSlice`1" => "OutSlice",
        "System.Math" => "Math",
        "System.MathF" => "Math",
        _ => null,
    };

    public static string? ElementName(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Single => "float",
        SpecialType.System_Double => "double",
        SpecialType.System_Int32 => "int",
        SpecialType.System_Int64 => "long",
        _ => type.FullName() switch
        {
            "Fla.BFloat16" => "BFloat16",
            "System.Half" => "Half",
            _ => type.TypeKind == TypeKind.TypeParameter ? type.Name : null,
        },
    };
}
