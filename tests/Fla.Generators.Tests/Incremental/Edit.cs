using System.Collections.Immutable;
using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fla.Generators.Tests.Incremental;

/// <summary>Two runs of one driver: before an edit and after it.</summary>
internal sealed class Edit
{
    private readonly ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> steps;

    private Edit(GeneratorDriver driver) => steps = driver.GetRunResult().Results.Single().TrackedSteps;

    /// <summary>Replaces the texts of files; files of the same text keep their syntax trees.</summary>
    public static Edit Of(IReadOnlyList<Source> before, IReadOnlyList<Source> after) => Of(before, after, Options.None, Options.None);

    public static Edit Of(IReadOnlyList<Source> before, IReadOnlyList<Source> after, Options from, Options to)
    {
        CSharpCompilation first = Source.Compile(before);
        CSharpCompilation second = first;
        foreach (Source source in after)
        {
            SyntaxTree? old = first.SyntaxTrees.SingleOrDefault(t => t.FilePath == source.Path);
            if (old is null)
                second = second.AddSyntaxTrees(source.Tree());
            else if (old.ToString() != source.Text)
                second = second.ReplaceSyntaxTree(old, source.Tree());
        }

        GeneratorDriver driver = GeneratorRun.NewDriver(from).RunGenerators(first);
        return new Edit(driver.WithUpdatedAnalyzerConfigOptions(to).RunGenerators(second));
    }

    /// <summary>Why a step has the outputs that it has, in the order of the templates: <c>Modified Cached</c>.</summary>
    public string this[string step] => string.Join(" ", steps[step].SelectMany(static s => s.Outputs).Select(static o => o.Reason));

    /// <summary>Asserts the reasons of all steps after parsing at once.</summary>
    public void Runs(string model, string check, string compile) =>
        Assert.Equal($"model {model}, check {check}, compile {compile}", $"model {this[Steps.Model]}, check {this[Steps.Check]}, compile {this[Steps.Compile]}");
}
