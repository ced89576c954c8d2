using Fla.Generators.Model;
using Fla.Generators.Plan;
using Fla.Generators.Specialise;
using Microsoft.CodeAnalysis;

namespace Fla.Generators.Tests.Support;

/// <summary>The compiler's stages one by one, on templates parsed from source.</summary>
internal static class Templates
{
    /// <summary>The models of all templates in the sources, by method.</summary>
    public static IReadOnlyDictionary<string, TemplateModel> Models(params Source[] sources)
    {
        GeneratorDriver driver = GeneratorRun.NewDriver(Options.None, IncrementalGeneratorOutputKind.Implementation).RunGenerators(Source.Compile(sources));
        return driver.GetRunResult().Results.Single().TrackedSteps[Steps.Model]
            .SelectMany(static s => s.Outputs)
            .Select(static o => (TemplateModel)o.Value)
            .ToDictionary(static m => m.Method);
    }

    public static TemplateModel Model(string code) => Models(Source.Template(code)).Values.Single();

    public static KernelPlan Plan(string code) => Plan(Model(code), "");

    /// <summary>The plan of the variant whose constants end so.</summary>
    public static KernelPlan Plan(TemplateModel model, string suffix) => TemplateCompiler.Plan(model, Variant(model, suffix)).Plan;

    public static BoundTemplate Compile(TemplateModel model) => TemplateCompiler.Compile(model, CompilerOptions.Default, CancellationToken.None);

    private static Variant Variant(TemplateModel model, string suffix) =>
        Binder.Bind(model, CompilerOptions.Default).First(v => v.Suffix.EndsWith(suffix, StringComparison.Ordinal));
}
