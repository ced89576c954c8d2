using System.Collections.Immutable;
using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fla.Generators.Parse;

/// <summary>Reads a template's name, constants, tensors, scalars and constraints from its declaration.</summary>
internal sealed class SignatureParser(IMethodSymbol method, MethodDeclarationSyntax syntax, SourceMap map)
{
    public string KernelName()
    {
        AttributeData attribute = method.GetAttributes().First(static a => a.AttributeClass.FullName() == KnownTypes.Template);
        string name = attribute.ConstructorArguments.Length > 0 && attribute.ConstructorArguments[0].Value is string given
            ? given
            : SnakeCase(method.Name);
        if (name.Length == 0 || !name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))
            throw Signature(syntax.Identifier, $"Kernel name '{name}' must be lower-case letters, digits and '_'");
        return name;
    }

    public string Accessibility()
    {
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility != Microsoft.CodeAnalysis.Accessibility.Public)
                return "internal";
        }

        return method.DeclaredAccessibility == Microsoft.CodeAnalysis.Accessibility.Public ? "public" : "internal";
    }

    public ImmutableArray<ParameterModel> Parameters()
    {
        if (!method.IsStatic || !method.ReturnsVoid)
            throw Signature(syntax.Identifier, $"Template '{method.Name}' must be a static void method");
        if (method.IsAsync || method.IsExtern || (syntax.Body is null && syntax.ExpressionBody is null))
            throw Signature(syntax.Identifier, $"Template '{method.Name}' must have a plain body");
        if (method.ContainingType.IsGenericType || method.ContainingType.ContainingType is not null || method.ContainingType.IsFileLocal)
            throw Signature(syntax.Identifier, $"Template '{method.Name}' must stand in a top-level, non-generic class");
        if (method.Parameters.Length == 0 || method.Parameters[0].Type.FullName() != KnownTypes.Block)
            throw Signature(syntax.Identifier, $"The first parameter of template '{method.Name}' must be a Block");

        ImmutableArray<ParameterModel>.Builder parameters = ImmutableArray.CreateBuilder<ParameterModel>();
        foreach (IParameterSymbol parameter in method.Parameters)
            parameters.Add(Parameter(parameter, parameters.Count));
        return parameters.ToImmutable();
    }

    public (string? Parameter, EquatableArray<string> Elements) Elements()
    {
        if (method.TypeParameters.Length == 0)
            return (null, EquatableArray<string>.Empty);
        if (method.TypeParameters.Length > 1)
            throw Signature(syntax.Identifier, $"Template '{method.Name}' may have one type parameter, the element type");

        ITypeParameterSymbol element = method.TypeParameters[0];
        AttributeData? attribute = element.GetAttributes().FirstOrDefault(static a => a.AttributeClass.FullName() == KnownTypes.Element);
        if (attribute is null)
            throw Signature(syntax.TypeParameterList!.Parameters[0], $"Type parameter '{element.Name}' needs [Element(typeof(float), …)]");
        List<string> elements = [];
        foreach (TypedConstant item in Items(attribute))
        {
            string? name = item.Value is ITypeSymbol type ? KnownTypes.ElementName(type) : null;
            if (name is not ("float" or "BFloat16" or "Half"))
                throw Signature(syntax.TypeParameterList!.Parameters[0], $"[Element] takes float, BFloat16 and Half, not {item.Value}");
            if (!elements.Contains(name))
                elements.Add(name);
        }

        if (elements.Count == 0)
            throw Signature(syntax.TypeParameterList!.Parameters[0], "[Element] needs at least one type");
        return (element.Name, elements.ToEquatable());
    }

    public IEnumerable<ConstraintModel> Constraints()
    {
        foreach (AttributeData attribute in method.GetAttributes().Where(static a => a.AttributeClass.FullName() == KnownTypes.Where))
        {
            SyntaxNode node = attribute.ApplicationSyntaxReference!.GetSyntax();
            if (attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0].Value is string text)
            {
                string? target = attribute.NamedArguments.FirstOrDefault(static a => a.Key == "Target").Value.Value as string;
                if (target is not (null or "cpu" or "cuda"))
                    throw Signature(node, $"[Where] knows no target '{target}': name cpu, cuda or none");
                yield return new ConstraintModel(map.Add(node), text, target);
            }
        }
    }

    private ParameterModel Parameter(IParameterSymbol parameter, int index)
    {
        ParameterSyntax node = (ParameterSyntax)parameter.DeclaringSyntaxReferences[0].GetSyntax();
        int id = map.Add(node.Identifier);
        string type = parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (parameter.RefKind != RefKind.None || parameter.IsParams || parameter.IsOptional)
            throw Signature(node.Identifier, $"Parameter '{parameter.Name}' must be passed by value, without a default");
        if (parameter.Type.TypeKind == TypeKind.Error)
            throw new BrokenCodeException();
        if (index == 0)
            return new ParameterModel(id, parameter.Name, ParameterKind.Block, type, null, null, null);

        ConstantModel? constant = ConstantParser.Parse(parameter, node);
        if (constant is not null)
            return new ParameterModel(id, parameter.Name, ParameterKind.Constant, type, null, constant.TypeCode == "bool" ? ScalarKind.Bool : ScalarKind.Int, constant);

        if (parameter.Type.IsInput() || parameter.Type.IsOutput())
        {
            string? element = KnownTypes.ElementName(((INamedTypeSymbol)parameter.Type).TypeArguments[0]);
            if (element is null)
                throw Signature(node.Type!, $"Tensor '{parameter.Name}' may hold float, BFloat16, Half, double, int or long");
            return new ParameterModel(id, parameter.Name, parameter.Type.IsInput() ? ParameterKind.Input : ParameterKind.Output, type, element, null, null);
        }

        if (FunctionParser.Scalar(parameter.Type) is { } scalar && parameter.Type.TypeKind != TypeKind.Enum)
            return new ParameterModel(id, parameter.Name, ParameterKind.Scalar, type, null, scalar, null);
        throw Signature(
            node.Identifier,
            $"Parameter '{parameter.Name}' of type {parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} is neither a constant ([HeadDim], [ChunkSize], [Tune], [Choice]), a tensor (In<T>, Out<T>) nor a scalar (int, long, float, bool)");
    }

    public static ImmutableArray<TypedConstant> Items(AttributeData attribute) =>
        attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Array } list] && !list.IsNull ? list.Values : [];

    private static string SnakeCase(string name)
    {
        System.Text.StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private CompileException Signature(SyntaxToken at, string message) => new(Descriptors.InvalidSignature, map.Add(at), message);

    private CompileException Signature(SyntaxNode at, string message) => new(Descriptors.InvalidSignature, map.Add(at), message);
}
