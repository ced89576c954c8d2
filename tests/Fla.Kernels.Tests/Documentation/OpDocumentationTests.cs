using System.Reflection;
using System.Xml.Linq;

namespace Fla.Kernels.Tests;

/// <summary>What an editor shows of the ops' methods, written and generated: the file of documentation that the compiler writes.</summary>
public class OpDocumentationTests
{
    private static readonly Dictionary<string, XElement> Members = XDocument
        .Load(Path.Combine(AppContext.BaseDirectory, "Fla.Kernels.xml"))
        .Descendants("member")
        .ToDictionary(member => (string)member.Attribute("name")!);

    /// <summary>The classes of the ops, each with its public methods.</summary>
    private static readonly ILookup<Type, MethodInfo> Ops = typeof(OpCatalog).Assembly.GetExportedTypes()
        .Where(type => type.GetMethod("Arguments", BindingFlags.Static | BindingFlags.NonPublic) is not null || type.GetMethod("OnHost", BindingFlags.Static | BindingFlags.NonPublic) is not null)
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
        .ToLookup(method => method.DeclaringType!);

    [Fact]
    public void Each_op_has_its_forms()
    {
        // Gates of heads and of keys are one class.
        Assert.Equal(OpCatalog.All.Count - 1, Ops.Count);
        Assert.All(Ops, op => Assert.Equal(4, op.Count()));
    }

    [Fact]
    public void Every_method_says_what_it_does_and_what_each_parameter_is() => Assert.All(Ops.SelectMany(op => op), method =>
    {
        XElement[] own = [.. Members[IdOf(method)].Elements()];
        XElement[] said = [.. own.Concat(own.Where(element => element.Name == "inheritdoc").SelectMany(element => Members[(string)element.Attribute("cref")!].Elements()))];
        Assert.Contains(own, element => element.Name == "summary");
        Assert.All(method.GetGenericArguments(), type => Has("typeparam", type.Name));
        Assert.All(method.GetParameters(), parameter => Has("param", parameter.Name!));

        void Has(string kind, string name) => Assert.Contains(said, element => element.Name == kind && (string?)element.Attribute("name") == name && element.Value.Length > 0);
    });

    /// <summary>A method's name in the file.</summary>
    private static string IdOf(MethodInfo method) =>
        $"M:{method.DeclaringType!.FullName}.{method.Name}``{method.GetGenericArguments().Length}({string.Join(",", method.GetParameters().Select(parameter => IdOf(parameter.ParameterType)))})";

    private static string IdOf(Type type) => type switch
    {
        { IsByRef: true } => $"{IdOf(type.GetElementType()!)}@",
        { IsGenericMethodParameter: true } => $"``{type.GenericParameterPosition}",
        { IsGenericType: true } => $"{type.Namespace}.{type.Name[..type.Name.IndexOf('`')]}{{{string.Join(",", type.GetGenericArguments().Select(IdOf))}}}",
        _ => type.FullName!,
    };
}
