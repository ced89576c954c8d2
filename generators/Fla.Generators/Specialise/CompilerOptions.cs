using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fla.Generators.Specialise;

/// <summary>What the build narrows or widens: the MSBuild properties and item metadata of Fla.Generators.targets.</summary>
internal sealed record CompilerOptions(
    EquatableArray<string> Targets,
    EquatableArray<int> HeadDims,
    EquatableArray<int> ChunkSizes,
    EquatableArray<int> CudaHeadDims,
    EquatableArray<int> CudaChunkSizes,
    int VariantBudget,
    EquatableArray<DiagnosticInfo> Problems)
{
    public const int DefaultBudget = 256;

    /// <summary>The target that variants are enumerated for.</summary>
    public string Target { get; init; } = "cpu";

    private static readonly string[] DefaultTargets = ["cpu"];

    private static readonly string[] KnownTargets = ["cpu", "cuda"];

    public static CompilerOptions Default { get; } = new(
        DefaultTargets.ToEquatable(), EquatableArray<int>.Empty, EquatableArray<int>.Empty, EquatableArray<int>.Empty, EquatableArray<int>.Empty, DefaultBudget, EquatableArray<DiagnosticInfo>.Empty);

    public static CompilerOptions From(AnalyzerConfigOptions options)
    {
        List<DiagnosticInfo> problems = [];
        string[] targets = Split(options, Property + "FlaTargets").Select(static t => t.ToLowerInvariant()).ToArray();
        foreach (string target in targets.Where(static t => !KnownTargets.Contains(t)))
            problems.Add(new DiagnosticInfo(Descriptors.InvalidProperty, 0, "FlaTargets", target, "this build of the compiler knows " + string.Join(", ", KnownTargets)));
        int[] budget = Numbers(options, Property, "FlaVariantBudget", problems, 1_000_000);
        return new CompilerOptions(
            (targets.Length == 0 ? DefaultTargets : targets).ToEquatable(),
            Numbers(options, Property, "FlaHeadDims", problems, HeadDimLimit).ToEquatable(),
            Numbers(options, Property, "FlaChunkSizes", problems, ChunkLimit).ToEquatable(),
            Numbers(options, Property, "FlaCudaHeadDims", problems, HeadDimLimit).ToEquatable(),
            Numbers(options, Property, "FlaCudaChunkSizes", problems, ChunkLimit).ToEquatable(),
            budget.Length > 0 ? budget[0] : DefaultBudget,
            problems.ToEquatable());
    }

    /// <summary>The same for one file of templates, whose own lists go before those of the project.</summary>
    public CompilerOptions Of(AnalyzerConfigOptions file, string prefix)
    {
        List<DiagnosticInfo> problems = [];
        int[] headDims = Numbers(file, prefix, "FlaHeadDims", problems, HeadDimLimit);
        int[] chunkSizes = Numbers(file, prefix, "FlaChunkSizes", problems, ChunkLimit);
        return this with
        {
            HeadDims = headDims.Length > 0 ? headDims.ToEquatable() : HeadDims,
            ChunkSizes = chunkSizes.Length > 0 ? chunkSizes.ToEquatable() : ChunkSizes,
            Problems = problems.ToEquatable(),
        };
    }

    /// <summary>What CUDA variants are compiled for: its own lists where there are some.</summary>
    public CompilerOptions ForCuda() => this with
    {
        Target = "cuda",
        HeadDims = CudaHeadDims.Count > 0 ? CudaHeadDims : HeadDims,
        ChunkSizes = CudaChunkSizes.Count > 0 ? CudaChunkSizes : ChunkSizes,
    };

    public const int HeadDimLimit = 1024;

    public const int ChunkLimit = 512;

    private const string Property = "build_property.";

    private static int[] Numbers(AnalyzerConfigOptions options, string prefix, string name, List<DiagnosticInfo> problems, int limit)
    {
        List<int> numbers = [];
        foreach (string item in Split(options, prefix + name))
        {
            if (int.TryParse(item, out int number) && number > 0 && number <= limit)
                numbers.Add(number);
            else
                problems.Add(new DiagnosticInfo(Descriptors.InvalidProperty, 0, name, item, $"give whole numbers from 1 to {limit}, separated by commas"));
        }

        return numbers.Distinct().OrderBy(static n => n).ToArray();
    }

    private static IEnumerable<string> Split(AnalyzerConfigOptions options, string key) =>
        options.TryGetValue(key, out string? value)
            ? value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(static s => s.Trim())
            : [];
}
