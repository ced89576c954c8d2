using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fla.Generators.Tests.Support;

/// <summary>Source files for the generator: text with a path, and the compilations made of them.</summary>
internal sealed record Source(string Path, string Text)
{
    private const string Usings = """
        global using System;
        global using Fla;
        """;

    private static readonly IReadOnlyList<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(System.IO.Path.PathSeparator)
            .Where(static path => System.IO.Path.GetFileName(path) is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Fla.Runtime.dll" or "ILGPU.dll" or "netstandard.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path))];

    private static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "Kernels",
        [CSharpSyntaxTree.ParseText(Usings, ParseOptions, "Usings.cs")],
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable));

    public static CSharpParseOptions ParseOptions => CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    /// <summary>A file that is embedded in this assembly.</summary>
    public static Source Embedded(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new ArgumentException($"'{name}' is not embedded.");
        using StreamReader reader = new(stream);
        return new Source(name, reader.ReadToEnd());
    }

    public static IReadOnlyList<Source> EmbeddedIn(string folder) =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Embedded)];

    /// <summary>One template as the only member of a class: <paramref name="code"/> is its attributes and declaration, and any helpers.</summary>
    public static Source Template(string code, string path = "Template.cs") => new(path, $$"""
        namespace Samples;

        public enum Mode { Plain, Scaled }

        public static class Templates
        {
        {{code}}
        }
        """);

    public SyntaxTree Tree() => CSharpSyntaxTree.ParseText(Text, ParseOptions, Path);

    public static CSharpCompilation Compile(IEnumerable<Source> sources) => Compile(sources.Select(static s => s.Tree()));

    /// <summary>Shares the binding of the references with every other compilation.</summary>
    public static CSharpCompilation Compile(IEnumerable<SyntaxTree> trees) => Empty.AddSyntaxTrees([.. trees]);
}
