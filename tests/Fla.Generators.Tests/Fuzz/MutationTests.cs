using System.Diagnostics;
using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit.Abstractions;

namespace Fla.Generators.Tests.Fuzz;

/// <summary>
/// Whatever the C# compiler accepts, the generator compiles to C# without errors or refuses with a diagnostic of its own, and never
/// fails inside.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Batch = 100;
    private static readonly int Wanted = Setting("FLA_FUZZ_MUTANTS", 3000);
    /// <summary>Processor time: a busy machine must not make the test smaller.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(Setting("FLA_FUZZ_SECONDS", 15));
    private static readonly string[] Widths = [".128.g.cs", ".256.g.cs", ".512.g.cs"];

    [Fact]
    public void MutantsCompileOrAreRefused()
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan start = process.TotalProcessorTime;
        TimeSpan Spent()
        {
            process.Refresh();
            return process.TotalProcessorTime - start;
        }

        Random random = new(Setting("FLA_FUZZ_SEED", 1));
        Mutator mutator = new(random);
        List<string> failures = [];
        int made = 0, accepted = 0, compiled = 0;
        while (made < Wanted && Spent() < Budget && failures.Count < 10)
        {
            List<Source> mutants = [.. Enumerable.Range(made, Batch).Select(i => Mutant(i, Seed.All[random.Next(Seed.All.Count)], mutator.Mutate))];
            made += Batch;
            List<SyntaxTree> valid = Valid(mutants);
            accepted += valid.Count;
            compiled += Check(valid, GeneratorRun.Of(Source.Compile(valid), Options.None), Widths[made / Batch % Widths.Length], failures);
        }

        output.WriteLine($"{made} mutants, {accepted} of them C#, {compiled} of those compiled to kernels, in {Spent().TotalSeconds:F1} s of processor time");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        Assert.True(compiled > made / 20, "Too few mutants became kernels to find anything.");
        Assert.True(accepted - compiled > made / 20, "Too few mutants were refused to find anything.");
    }

    [Theory]
    [InlineData("an error", "float* scratch)", "flaot* scratch)", "CS0246")]
    [InlineData("a warning", ")arguments;", ")arguments; if (blockX == blockX) { }", "CS1718")]
    public void WhatIsPlantedIsFound(string fault, string correct, string wrong, string code)
    {
        List<SyntaxTree> seeds = Valid([.. Seed.All.Take(8).Select((seed, i) => Mutant(i, seed, static method => method.ToFullString()))]);
        GeneratorRun run = GeneratorRun.Of(Source.Compile(seeds), Options.None);
        List<string> before = [], after = [];
        Assert.Equal(seeds.Count, Check(seeds, run, Widths[0], before));
        Check(seeds, run.Altered(Widths[0], text => text.Replace(correct, wrong, StringComparison.Ordinal)), Widths[0], after);
        Assert.Empty(before);
        Assert.True(after.Count == seeds.Count, fault);
        Assert.All(after, found => Assert.Contains(code, found, StringComparison.Ordinal));
    }

    private static Source Mutant(int index, Seed seed, Func<MethodDeclarationSyntax, string> mutate) => new($"M{index}.cs", $$"""
        namespace M{{index}};
        public enum Mode { Plain, Doubled, Squared }
        public static class Templates
        {
        {{mutate(seed.Method).Replace("[KernelTemplate]", $"[KernelTemplate(\"m{index}\")]", StringComparison.Ordinal)}}
        {{seed.Helpers}}
        }
        """);

    /// <summary>The mutants that the C# compiler accepts.</summary>
    private static List<SyntaxTree> Valid(List<Source> mutants)
    {
        CSharpCompilation all = Source.Compile(mutants.Where(static m => !m.Tree().GetDiagnostics().Any(static d => d.Severity == DiagnosticSeverity.Error)));
        HashSet<SyntaxTree?> broken = [.. all.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.Location.SourceTree)];
        return [.. all.SyntaxTrees.Where(t => t.FilePath.StartsWith('M') && !broken.Contains(t))];
    }

    /// <summary>Looks at what the generator made of the mutants; returns how many became kernels.</summary>
    private static int Check(List<SyntaxTree> valid, GeneratorRun run, string width, List<string> failures)
    {
        if (run.Result.Exception is { } exception)
            failures.Add($"The generator threw {exception}");
        foreach (Diagnostic finding in run.Findings.Where(static d => d.Id == "FLA0016" || !d.Id.StartsWith("FLA", StringComparison.Ordinal) || d.Location.SourceTree is null))
            failures.Add($"{finding}\n{finding.Location.SourceTree}");
        HashSet<string> refused = [.. run.Findings.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.Location.SourceTree?.FilePath ?? "")];
        int compiled = 0;
        foreach (SyntaxTree mutant in valid)
        {
            string name = Path.GetFileNameWithoutExtension(mutant.FilePath);
            List<SyntaxTree> emitted = [.. run.Output.SyntaxTrees.Where(t => t != mutant && Path.GetFileName(t.FilePath).StartsWith(name + ".", StringComparison.Ordinal))];
            if (emitted.Any(static t => t.FilePath.EndsWith(".Variants.g.cs", StringComparison.Ordinal)))
                compiled++;
            else if (!refused.Contains(mutant.FilePath) && mutant.ToString().Contains("KernelTemplate", StringComparison.Ordinal))
                failures.Add($"Neither compiled nor refused:\n{mutant}");
            Diagnostic? error = emitted
                .Where(t => t.FilePath.EndsWith(width, StringComparison.Ordinal) || !Widths.Any(w => t.FilePath.EndsWith(w, StringComparison.Ordinal)))
                .SelectMany(t => run.Output.GetSemanticModel(t).GetDiagnostics())
                .FirstOrDefault(static d => d.Severity >= DiagnosticSeverity.Warning);
            if (error is not null)
                failures.Add($"{error}\n{Line(error)}\n{mutant}");
        }

        return compiled;
    }

    private static string Line(Diagnostic error)
    {
        Microsoft.CodeAnalysis.Text.SourceText text = error.Location.SourceTree!.GetText();
        return text.Lines.GetLineFromPosition(error.Location.SourceSpan.Start).ToString().Trim();
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
