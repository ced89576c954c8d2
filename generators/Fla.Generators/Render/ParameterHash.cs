using Fla.Generators.Model;

namespace Fla.Generators.Render;

/// <summary>
/// Names what a launcher and a kernel must agree on: every parameter, in order, with its name, its type and the meaning of its choices.
/// The lists of values are not part of it, because widening them is what an extension does.
/// </summary>
internal static class ParameterHash
{
    public static string Of(TemplateModel template) => ContentHash.Of(new[] { template.ElementParameter ?? "" }.Concat(template.Parameters.Select(Line))).Substring(0, 16);

    private static string Line(ParameterModel parameter) =>
        $"{parameter.Kind} {parameter.TypeCode} {parameter.Name}" + (parameter.Constant is { Kind: ConstantKind.Choice } choice ? " " + string.Join(",", choice.Values.Select(static v => $"{v.Name}={v.Value}")) : "");
}
