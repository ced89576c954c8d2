using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fla.Generators.Tests.Support;

/// <summary>One run of the generator over source text, and what may be asserted of it.</summary>
internal sealed class GeneratorRun
{
    private readonly ImmutableArray<Diagnostic> findings;

    private GeneratorRun(GeneratorDriver driver, Compilation output, ImmutableArray<Diagnostic> findings)
    {
        Driver = driver;
        Output = output;
        this.findings = findings;
    }

    public GeneratorDriver Driver { get; }

    /// <summary>The sources and what was generated.</summary>
    public Compilation Output { get; }

    public ImmutableArray<Diagnostic> Findings => findings;

    public GeneratorRunResult Result => Driver.GetRunResult().Results.Single();

    public static GeneratorRun Of(params Source[] sources) => Of(sources, Options.None);

    public static GeneratorRun Of(IEnumerable<Source> sources, Options options) => Of(Source.Compile(sources), options);

    public static GeneratorRun Of(Compilation compilation, Options options, params AdditionalText[] files)
    {
        GeneratorDriver driver = NewDriver(options).AddAdditionalTexts([.. files]).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> findings);
        return new GeneratorRun(driver, output, findings);
    }

    public static GeneratorDriver NewDriver(Options options, IncrementalGeneratorOutputKind disabled = IncrementalGeneratorOutputKind.None) => CSharpGeneratorDriver.Create(
        [new FlaGenerator().AsSourceGenerator()],
        parseOptions: Source.ParseOptions,
        optionsProvider: options,
        driverOptions: new GeneratorDriverOptions(disabled, trackIncrementalGeneratorSteps: true));

    /// <summary>The generated file whose name ends so.</summary>
    public string File(string ending) => Result.GeneratedSources.Single(s => s.HintName.EndsWith(ending, StringComparison.Ordinal)).SourceText.ToString();

    /// <summary>The same run, had it emitted something else into the files whose names end so.</summary>
    public GeneratorRun Altered(string ending, Func<string, string> alter)
    {
        Compilation output = Output;
        foreach (SyntaxTree tree in Output.SyntaxTrees.Where(t => t.FilePath.EndsWith(ending, StringComparison.Ordinal)))
            output = output.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(alter(tree.ToString()), Source.ParseOptions, tree.FilePath));
        return new GeneratorRun(Driver, output, findings);
    }

    /// <summary>Asserts every finding that is not suppressed: its id and the text it stands on. Anything else fails.</summary>
    public GeneratorRun Reports(params (string Id, string Text)[] expected)
    {
        List<(string Id, string Text)> actual = [.. findings.Where(static d => !d.IsSuppressed).Select(static d => (d.Id, TextOf(d)))];
        if (!actual.Order().SequenceEqual(expected.Order()))
        {
            string calls = string.Join(", ", actual.Select(static a => $"(\"{a.Id}\", \"{a.Text}\")"));
            string messages = string.Concat(findings.Select(static d => $"\n  {d}"));
            Assert.Fail($"Assert the findings: .Reports({calls}){messages}");
        }

        return this;
    }

    /// <summary>Asserts that the only finding's message holds a text.</summary>
    public GeneratorRun Says(string text)
    {
        Assert.Contains(text, Assert.Single(findings).GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts that nothing was found, and that what was generated compiles without errors or warnings.</summary>
    public GeneratorRun Compiles()
    {
        Reports();
        List<Diagnostic> problems = [.. Output.GetDiagnostics().Where(static d => d.Severity >= DiagnosticSeverity.Warning)];
        if (problems.Count > 0)
            Assert.Fail($"{problems.Count} problems:{string.Concat(problems.Take(8).Select(Explain))}");
        return this;
    }

    private static string Explain(Diagnostic problem)
    {
        Microsoft.CodeAnalysis.Text.SourceText? text = problem.Location.SourceTree?.GetText();
        string line = text is null ? "" : text.Lines.GetLineFromPosition(problem.Location.SourceSpan.Start).ToString().Trim();
        return $"\n  {problem}\n    {line}";
    }

    private static string TextOf(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree is { } tree ? tree.GetText().ToString(diagnostic.Location.SourceSpan) : "";
}
