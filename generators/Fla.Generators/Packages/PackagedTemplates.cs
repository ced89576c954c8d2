using System.Collections.Immutable;
using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Fla.Generators.Parse;
using Fla.Generators.Specialise;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Fla.Generators.Packages;

/// <summary>A template of a package, and what the project asks of it.</summary>
internal sealed record PackagedTemplate(ParsedTemplate Parsed, CompilerOptions Options);

/// <summary>
/// Parses templates of packages in a compilation of their own, made of their files and the project's references. The project's own
/// sources are not part of it, so typing there changes nothing here.
/// </summary>
internal static class PackagedTemplates
{
    private const int MostErrors = 16;

    /// <summary>What every template needs and its project may have as global usings.</summary>
    private const string Usings = "global using System; global using Fla;";

    public static IEnumerable<PackagedTemplate> Parse(
        ImmutableArray<TemplateFile> files, ImmutableArray<MetadataReference> references, ParseOptions options, CancellationToken cancellation)
    {
        if (files.IsEmpty)
            return [];

        // The package's language, which may be newer than the project's.
        CSharpParseOptions language = ((CSharpParseOptions)options).WithLanguageVersion(LanguageVersion.Latest);
        List<SyntaxTree> trees = files.Select(f => CSharpSyntaxTree.ParseText(f.Text, language, f.Path, cancellationToken: cancellation)).ToList();
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Fla.Packaged",
            trees.Append(CSharpSyntaxTree.ParseText(Usings, language, cancellationToken: cancellation)),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

        List<PackagedTemplate> templates = files.Where(static f => f.Options.Problems.Count > 0)
            .Select(static f => new PackagedTemplate(new ParsedTemplate(f.Path, null, f.Options.Problems, Top(f.Path)), f.Options))
            .ToList();
        List<Diagnostic> errors = compilation.GetDiagnostics(cancellation).Where(static d => d.Severity == DiagnosticSeverity.Error).Take(MostErrors).ToList();
        return errors.Count > 0
            ? templates.Concat(errors.Select(static e => new PackagedTemplate(Broken(e), CompilerOptions.Default)))
            : templates.Concat(files.Zip(trees, (file, tree) => In(tree, compilation, cancellation).Select(t => new PackagedTemplate(t, file.Options))).SelectMany(static t => t));
    }

    private static IEnumerable<ParsedTemplate> In(SyntaxTree tree, Compilation compilation, CancellationToken cancellation)
    {
        SemanticModel model = compilation.GetSemanticModel(tree);
        foreach (MethodDeclarationSyntax syntax in tree.GetRoot(cancellation).DescendantNodes().OfType<MethodDeclarationSyntax>().Where(static m => m.AttributeLists.Count > 0))
        {
            if (model.GetDeclaredSymbol(syntax, cancellation) is { } method && method.GetAttributes().Any(static a => a.AttributeClass.FullName() == KnownTypes.Template))
            {
                ParsedTemplate parsed = TemplateParser.Parse(method, syntax, compilation, cancellation);
                // A warning is for the package's authors.
                yield return parsed with { Diagnostics = parsed.Diagnostics.Where(TemplateParser.IsError).ToEquatable() };
            }
        }
    }

    /// <summary>Nobody else reports what the C# compiler finds in these files.</summary>
    private static ParsedTemplate Broken(Diagnostic error)
    {
        DiagnosticInfo finding = new(Descriptors.PackagedTemplate, 0, error.Id, error.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        NodeLocation location = new(error.Location.SourceTree?.FilePath ?? "", error.Location.SourceSpan);
        return new ParsedTemplate(error.Id, null, new[] { finding }.ToEquatable(), new[] { location }.ToEquatable());
    }

    private static EquatableArray<NodeLocation> Top(string path) => new[] { new NodeLocation(path, default(TextSpan)) }.ToEquatable();
}
