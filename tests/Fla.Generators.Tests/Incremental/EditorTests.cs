using System.Diagnostics;
using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Abstractions;

namespace Fla.Generators.Tests.Incremental;

/// <summary>What an editor waits for: no kernel is compiled, and an edit of a large template is checked at once.</summary>
public sealed class EditorTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<Source> Kernels = Source.EmbeddedIn("Kernels");

    [Fact]
    public void KernelsAreLeftToTheBuild()
    {
        GeneratorRunResult editor = GeneratorRun.NewDriver(Options.None, IncrementalGeneratorOutputKind.Implementation).RunGenerators(Source.Compile(Kernels)).GetRunResult().Results.Single();
        Assert.Contains(Steps.Check, editor.TrackedSteps.Keys);
        Assert.DoesNotContain(Steps.Compile, editor.TrackedSteps.Keys);
        Assert.Equal(Kernels.Sum(static s => s.Text.Split("[KernelTemplate").Length - 1), editor.GeneratedSources.Length);
        Assert.All(editor.GeneratedSources, static s => Assert.Matches(@"^Fla\.\w+Templates\.\w+\.g\.cs$", s.HintName));
    }

    [Fact]
    public void AnEditOfTheDeltaTemplatesIsCheckedInHalfASecond()
    {
        CSharpCompilation compilation = Source.Compile(Kernels);
        SyntaxTree tree = compilation.SyntaxTrees.Single(static t => t.FilePath.EndsWith("DeltaTemplates.cs", StringComparison.Ordinal));
        GeneratorDriver driver = GeneratorRun.NewDriver(Options.None, IncrementalGeneratorOutputKind.Implementation).RunGenerators(compilation);
        List<(double Elapsed, double Processor)> times = [];
        using Process process = Process.GetCurrentProcess();
        for (int i = 0; i < 6; i++)
        {
            // A changed number in the body: both templates of the file are parsed, and one is checked, again.
            SyntaxTree edited = new Source(tree.FilePath, tree.ToString().Replace("strongest < 40", $"strongest < {i}", StringComparison.Ordinal)).Tree();
            Compilation next = compilation.ReplaceSyntaxTree(tree, edited);
            process.Refresh();
            TimeSpan before = process.TotalProcessorTime;
            driver = driver.RunGenerators(next);
            process.Refresh();
            times.Add((driver.GetTimingInfo().ElapsedTime.TotalMilliseconds, (process.TotalProcessorTime - before).TotalMilliseconds));
        }

        output.WriteLine("ms of an edit (elapsed, processor): " + string.Join("; ", times.Select(static t => $"{t.Elapsed:F0}, {t.Processor:F0}")));
        Assert.Contains("Modified", string.Join(" ", driver.GetRunResult().Results.Single().TrackedSteps[Steps.Model].SelectMany(static s => s.Outputs).Select(static o => o.Reason)), StringComparison.Ordinal);
        Assert.True(times.Min(static t => Math.Min(t.Elapsed, t.Processor)) < 500, "The best of six edits took half a second or more.");
    }
}
