using System.Collections.Immutable;
using Fla.Generators;
using Fla.Generators.Analyze;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fla.CodeFixes.Tests;

/// <summary>A project in memory that references the runtime, and what compiler and analyzers say about it.</summary>
internal static class TestProject
{
    internal const string Header = "using System;\nusing Fla;\n\n";

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
        [new OrphanConstantAnalyzer(), new ConstantOrderAnalyzer(), new DiscardedTileAnalyzer()];

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || path == typeof(Tile).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>One document a source, each after <see cref="Header"/>.</summary>
    internal static Project Of(params string[] sources)
    {
        Project project = new AdhocWorkspace()
            .AddProject("Test", LanguageNames.CSharp)
            .WithMetadataReferences(References)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true))
            .WithParseOptions(CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest));
        for (int i = 0; i < sources.Length; i++)
            project = project.AddDocument($"File{i}.cs", Header + sources[i], filePath: $"File{i}.cs").Project;
        return project;
    }

    /// <summary>All findings with an FLA id. C# errors fail the test.</summary>
    internal static async Task<IReadOnlyList<Diagnostic>> FindingsAsync(Project project)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error));
        ImmutableArray<Diagnostic> analyzed = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new FlaGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)project.ParseOptions!);
        return [.. analyzed, .. driver.RunGenerators(compilation).GetRunResult().Diagnostics];
    }
}
