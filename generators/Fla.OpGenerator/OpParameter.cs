using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fla.OpGenerator;

/// <summary>A parameter of the declared form, and what becomes of it in the others.</summary>
internal sealed class OpParameter(IParameterSymbol symbol)
{
    /// <summary>Public names of arguments that have another one inside.</summary>
    private static readonly Dictionary<string, string> Properties = new() { ["p"] = "A", ["numHouseholder"] = "Steps", ["useQkL2NormInKernel"] = "Normalize" };

    private readonly string type = symbol.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));

    public string Name => symbol.Name;

    public bool IsOptional => symbol.HasExplicitDefaultValue;

    /// <summary>Whether it asks for the final state, which a form into the caller's memory takes instead.</summary>
    public bool AsksForState => Name == "outputFinalState";

    /// <summary>The property that has it among an op's arguments.</summary>
    public string Property => IsDecay ? "G" : Properties.TryGetValue(Name, out string? property) ? property : char.ToUpperInvariant(Name[0]) + Name.Substring(1);

    /// <summary>RWKV calls its decay w; elements of the op's own type under that name are what gates writing.</summary>
    private bool IsDecay => Name == "w" && symbol.Type is INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Single }] };

    /// <summary>As it was declared, without its default.</summary>
    public string OnHost => $"{(symbol.RefKind == RefKind.In ? "in " : "")}{type} {Name}";

    /// <summary>As a reference from documentation names it.</summary>
    public string DocumentedType => OnHost.Substring(0, OnHost.Length - Name.Length - 1).Replace('<', '{').Replace('>', '}');

    /// <summary>With tensors and boundaries of a GPU.</summary>
    public string OnDevice => symbol.Type is not INamedTypeSymbol { TypeArguments: [{ } element] } tensor ? OnHost + Default
        : tensor.Name == "ReadOnlyTensorSpan" ? $"global::Fla.Cuda.DeviceTensor<{element.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}>{(IsOptional ? "?" : "")} {Name}{(IsOptional ? " = null" : "")}"
        : tensor.Name == "ReadOnlySpan" ? $"global::Fla.Cuda.PackedSequences? {Name} = null"
        : OnHost + Default;

    public string Default => !IsOptional ? "" : symbol.ExplicitDefaultValue switch
    {
        null => symbol.Type.IsReferenceType || symbol.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? " = null" : " = default",
        bool flag => flag ? " = true" : " = false",
        System.IFormattable number => " = " + number.ToString(null, CultureInfo.InvariantCulture),
        object other => $" = {other}",
    };
}
