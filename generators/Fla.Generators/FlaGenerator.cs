using System.Collections.Immutable;
using Fla.Generators.Diagnostics;
using Fla.Generators.Lower.Cpu;
using Fla.Generators.Lower.Cuda;
using Fla.Generators.Model;
using Fla.Generators.Packages;
using Fla.Generators.Parse;
using Fla.Generators.Render;
using Fla.Generators.Specialise;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fla.Generators;

/// <summary>
/// Compiles every method with [KernelTemplate]: parse, specialise, plan, lower, render. The launcher is made for the IDE too;
/// the kernels themselves only for a build.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class FlaGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedTemplate> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownTypes.Template, static (node, _) => node is MethodDeclarationSyntax, TemplateParser.Parse)
            .WithTrackingName(Steps.Parse);

        IncrementalValueProvider<CompilerOptions> options = context.AnalyzerConfigOptionsProvider
            .Select(static (provider, _) => CompilerOptions.From(provider.GlobalOptions))
            .WithTrackingName(Steps.Options);

        IncrementalValuesProvider<TemplateModel> models = parsed
            .Where(static t => t.Model is not null)
            .Select(static (t, _) => t.Model!)
            .WithTrackingName(Steps.Model);

        IncrementalValuesProvider<TemplateFindings> checks = models
            .Combine(options)
            .Select(static (pair, cancellation) => new TemplateFindings(pair.Left.HintName, TemplateCompiler.Check(pair.Left, pair.Right, cancellation)))
            .WithTrackingName(Steps.Check);

        IncrementalValuesProvider<BoundTemplate> bound = models
            .Combine(options)
            .Select(static (pair, cancellation) => TemplateCompiler.Compile(pair.Left, pair.Right, cancellation))
            .WithTrackingName(Steps.Compile);

        context.RegisterSourceOutput(models.Collect(), static (output, all) => Declare(output, all));
        context.RegisterImplementationSourceOutput(bound.Collect(), static (output, all) => Emit(output, all));

        IncrementalValueProvider<(bool Any, bool Cuda)> packaged = PackagedPipeline.Register(context, models.Select(static (m, _) => m.Kernel).Collect());
        context.RegisterImplementationSourceOutput(
            models.Collect().Combine(packaged).Select(static (pair, _) => pair.Left.Length > 0 || pair.Right.Any),
            static (output, any) => Shared(output, any));
        context.RegisterImplementationSourceOutput(
            bound.Select(static (b, _) => b.CudaVariants.Count > 0).Collect().Combine(packaged).Select(static (pair, _) => pair.Left.Contains(true) || pair.Right.Cuda),
            static (output, any) =>
            {
                if (any)
                {
                    output.AddSource("Fla.Generated.CudaLanes.g.cs", CudaLowering.Helpers);
                    output.AddSource("Fla.Generated.CudaLanesTf32.g.cs", CudaLowering.Tf32Helpers);
                }
            });

        context.RegisterSourceOutput(
            parsed.Collect().Combine(checks.Collect()).Combine(context.CompilationProvider),
            static (output, all) => FindingReport.Write(output, all.Left.Left, all.Left.Right, location => location.In(all.Right), withParsing: true, taken: []));
        context.RegisterImplementationSourceOutput(
            parsed.Collect()
                .Combine(bound.Select(static (b, _) => new TemplateFindings(b.Template.HintName, b.Diagnostics)).Collect())
                .Combine(context.CompilationProvider),
            static (output, all) => FindingReport.Write(output, all.Left.Left, all.Left.Right, location => location.In(all.Right), withParsing: false, taken: []));
        context.RegisterSourceOutput(options, static (output, read) =>
        {
            foreach (DiagnosticInfo problem in read.Problems)
                output.ReportDiagnostic(problem.At(Location.None));
        });
    }

    /// <summary>One launcher a template; a second template of one name gets a diagnostic instead.</summary>
    private static void Declare(SourceProductionContext output, ImmutableArray<TemplateModel> models)
    {
        foreach (TemplateModel model in Distinct(models))
            output.AddSource(model.HintName + ".g.cs", KernelClass.Declaration(model));
    }

    private static IEnumerable<TemplateModel> Distinct(ImmutableArray<TemplateModel> models)
    {
        HashSet<string> classes = [];
        HashSet<string> kernels = [];
        return models.Where(m => classes.Add(m.Namespace + "." + m.ClassName) & kernels.Add(m.Kernel)).ToList();
    }

    private static void Emit(SourceProductionContext output, ImmutableArray<BoundTemplate> templates)
    {
        HashSet<string> distinct = [.. Distinct(templates.Select(static t => t.Template).ToImmutableArray()).Select(static m => m.HintName)];
        foreach (BoundTemplate template in templates.Where(t => t.Variants.Count + t.CudaVariants.Count > 0 && distinct.Remove(t.Template.HintName)))
        {
            foreach (CompiledVariant variant in template.Variants)
            {
                for (int i = 0; i < VectorWidth.All.Count; i++)
                    output.AddSource($"{template.Template.HintName}.{variant.Variant.Suffix}.{VectorWidth.All[i].Bits}.g.cs", variant.Sources[i].Body);
            }

            for (int i = 0; i < VectorWidth.All.Count; i++)
                output.AddSource($"{template.Template.HintName}.Passes.{VectorWidth.All[i].Bits}.g.cs", CpuLowering.PassFile(template.Template, VectorWidth.All[i], template.Passes[i]));

            foreach (CudaVariant variant in template.CudaVariants)
                output.AddSource($"{template.Template.HintName}.{variant.Variant.Suffix}.cuda.g.cs", variant.Source);
            if (template.CudaVariants.Count > 0)
                output.AddSource($"{template.Template.HintName}.cuda.g.cs", CudaLowering.Arguments(template.Template));

            output.AddSource(template.Template.HintName + ".Variants.g.cs", KernelClass.Fill(template.Template, template.Variants, template.CudaVariants));
        }
    }

    private static void Shared(SourceProductionContext output, bool any)
    {
        if (!any)
            return;
        for (int i = 0; i < VectorHelpers.Names.Count; i++)
            output.AddSource($"Fla.Generated.{VectorHelpers.Names[i]}.g.cs", VectorHelpers.Sources[i]);
        output.AddSource("Fla.Generated.Evidence.g.cs", Renderer.Render("Evidence.sbn", new Dictionary<string, object?>()));
    }
}

/// <summary>Names of the pipeline's steps, for the tests that watch them.</summary>
internal static class Steps
{
    public const string Parse = nameof(Parse);
    public const string Options = nameof(Options);
    public const string Model = nameof(Model);
    public const string Check = nameof(Check);
    public const string Compile = nameof(Compile);
    public const string ParsePackaged = nameof(ParsePackaged);
    public const string CompilePackaged = nameof(CompilePackaged);
}
