using Fla.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fla.Generators.Parse;

/// <summary>Reads the constant attribute of a parameter: which values it takes and how they are written.</summary>
internal static class ConstantParser
{
    private static readonly IReadOnlyDictionary<string, ConstantKind> Kinds = new Dictionary<string, ConstantKind>
    {
        ["Fla.HeadDimAttribute"] = ConstantKind.HeadDim,
        ["Fla.ChunkSizeAttribute"] = ConstantKind.ChunkSize,
        ["Fla.TuneAttribute"] = ConstantKind.Tune,
        ["Fla.ChoiceAttribute"] = ConstantKind.Choice,
    };

    public static ConstantKind? KindOf(AttributeData attribute) =>
        Kinds.TryGetValue(attribute.AttributeClass.FullName(), out ConstantKind kind) ? kind : null;

    /// <summary>Null when the parameter is not a constant. Values are validated when they are bound.</summary>
    public static ConstantModel? Parse(IParameterSymbol parameter, ParameterSyntax node)
    {
        AttributeData? attribute = parameter.GetAttributes().FirstOrDefault(static a => KindOf(a) is not null);
        if (attribute is null)
            return null;
        ConstantKind kind = KindOf(attribute)!.Value;
        string type = parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (kind != ConstantKind.Choice)
        {
            IEnumerable<ConstantValue> values = SignatureParser.Items(attribute)
                .Select(static v => v.Value)
                .OfType<int>()
                .Select(Number);
            return new ConstantModel(kind, "int", values.ToEquatable());
        }

        if (parameter.Type.SpecialType == SpecialType.System_Boolean)
            return new ConstantModel(kind, "bool", new[] { new ConstantValue(0, "False", "false"), new ConstantValue(1, "True", "true") }.ToEquatable());
        IEnumerable<ConstantValue> members = parameter.Type.GetMembers()
            .OfType<IFieldSymbol>()
            .Where(static f => f.HasConstantValue && f.ConstantValue is int)
            .Select(f => new ConstantValue((int)f.ConstantValue!, f.Name, $"{type}.{f.Name}"));
        return new ConstantModel(kind, type, members.ToEquatable());
    }

    public static ConstantValue Number(int value)
    {
        string text = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new ConstantValue(value, text, text);
    }
}
