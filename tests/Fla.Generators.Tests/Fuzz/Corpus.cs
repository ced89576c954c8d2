using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fla.Generators.Tests.Fuzz;

/// <summary>The valid templates that mutants are made of, each with the helpers beside it.</summary>
internal sealed record Seed(MethodDeclarationSyntax Method, string Helpers)
{
    public static IReadOnlyList<Seed> All { get; } =
        [.. Source.EmbeddedIn("Operations").Append(Source.Embedded("PlainTemplates.cs"))
            .SelectMany(static s => s.Tree().GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
            .SelectMany(Of)];

    private static IEnumerable<Seed> Of(ClassDeclarationSyntax type)
    {
        List<MethodDeclarationSyntax> methods = [.. type.Members.OfType<MethodDeclarationSyntax>()];
        string helpers = string.Concat(methods.Where(static m => !IsTemplate(m)).Select(static m => m.ToFullString()));
        return methods.Where(IsTemplate).Select(m => new Seed(Plain(m), helpers));
    }

    private static bool IsTemplate(MethodDeclarationSyntax method) => method.AttributeLists.ToString().Contains("KernelTemplate", StringComparison.Ordinal);

    /// <summary>Without its [Case]s and comments, and with one value in each list: more would cost time and find nothing.</summary>
    private static MethodDeclarationSyntax Plain(MethodDeclarationSyntax method)
    {
        string attributes = string.Concat(method.AttributeLists.SelectMany(static l => l.Attributes).Where(static a => a.Name.ToString() == "Where").Select(static a => $"[{a}]"));
        string text = method.WithAttributeLists([]).WithoutLeadingTrivia().NormalizeWhitespace().ToFullString();
        text = System.Text.RegularExpressions.Regex.Replace(text, @"\[(Tune|HeadDim|ChunkSize)\((\d+)[^\]]*\]", "[$1(16)]");
        text = text.Replace("[Element(typeof(float), typeof(BFloat16), typeof(Half))]", "[Element(typeof(BFloat16))]", StringComparison.Ordinal);
        return (MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[KernelTemplate] {attributes} {text}")!;
    }
}
