using System.Collections.Immutable;
using Fla.Generators.Diagnostics;
using Fla.Generators.Lower.Cpu;
using Fla.Generators.Lower.Cuda;
using Fla.Generators.Model;
using Fla.Generators.Parse;
using Fla.Generators.Render;
using Fla.Generators.Specialise;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Fla.Generators.Packages;

/// <summary>
/// The templates of packages, compiled for the head dimensions and chunk sizes of this project. Their launchers exist in the packages'
/// assemblies; what is emitted here hands them more variants. All of it waits for a build.
/// </summary>
internal static class PackagedPipeline
{
    /// <param name="context">The generator.</param>
    /// <param name="taken">The names of the project's own kernels.</param>
    /// <returns>Whether there are any, and whether any are for GPUs.</returns>
    public static IncrementalValueProvider<(bool Any, bool Cuda)> Register(IncrementalGeneratorInitializationContext context, IncrementalValueProvider<ImmutableArray<string>> taken)
    {
        IncrementalValueProvider<ImmutableArray<TemplateFile>> files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellation) => TemplateFile.From(pair.Left, pair.Right, cancellation))
            .Where(static f => f is not null)
            .Select(static (f, _) => f!)
            .Collect();

        IncrementalValuesProvider<PackagedTemplate> parsed = files
            .Combine(context.MetadataReferencesProvider.Collect())
            .Combine(context.ParseOptionsProvider)
            .SelectMany(static (all, cancellation) => PackagedTemplates.Parse(all.Left.Left, all.Left.Right, all.Right, cancellation))
            .WithTrackingName(Steps.ParsePackaged);

        IncrementalValuesProvider<BoundTemplate> bound = parsed
            .Where(static t => t.Parsed.Model is not null)
            .Select(static (t, _) => (Model: t.Parsed.Model!, t.Options))
            .Select(static (t, cancellation) => TemplateCompiler.CheckAndCompile(t.Model, t.Options, cancellation))
            .WithTrackingName(Steps.CompilePackaged);

        context.RegisterImplementationSourceOutput(bound.Collect().Combine(taken), static (output, all) => Emit(output, all.Left, all.Right));
        context.RegisterImplementationSourceOutput(
            parsed.Collect().Combine(bound.Collect()).Combine(files).Combine(taken),
            static (output, all) => FindingReport.Write(
                output,
                all.Left.Left.Left.Select(static t => t.Parsed),
                all.Left.Left.Right.Select(static b => new TemplateFindings(b.Template.HintName, b.Diagnostics)),
                location => In(all.Left.Right, location),
                withParsing: true,
                all.Right));
        return bound.Collect().Select(static (b, _) => (b.Any(static t => t.Variants.Count > 0), b.Any(static t => t.CudaVariants.Count > 0)));
    }

    private static void Emit(SourceProductionContext output, ImmutableArray<BoundTemplate> templates, ImmutableArray<string> taken)
    {
        HashSet<string> kernels = [.. taken];
        foreach (BoundTemplate bound in templates.Where(t => t.Variants.Count + t.CudaVariants.Count > 0 && kernels.Add(t.Template.Kernel)))
        {
            TemplateModel template = bound.Template;
            // No class has a hyphen in its name, so no template of the project's own has this file.
            string file = "Packaged-" + template.HintName;
            foreach (CompiledVariant variant in bound.Variants)
            {
                for (int i = 0; i < VectorWidth.All.Count; i++)
                    output.AddSource($"{file}.{variant.Variant.Suffix}.{VectorWidth.All[i].Bits}.g.cs", ExtensionClass.Kernel(template, variant.Sources[i]));
            }

            for (int i = 0; i < VectorWidth.All.Count; i++)
                output.AddSource($"{file}.Passes.{VectorWidth.All[i].Bits}.g.cs", CpuLowering.PassFile(template, VectorWidth.All[i], bound.Passes[i]));

            foreach (CudaVariant variant in bound.CudaVariants)
                output.AddSource($"{file}.{variant.Variant.Suffix}.cuda.g.cs", variant.Source);
            if (bound.CudaVariants.Count > 0)
                output.AddSource(file + ".cuda.g.cs", CudaLowering.Arguments(template));

            output.AddSource(file + ".Extension.g.cs", ExtensionClass.Declaration(template, bound.Variants, bound.CudaVariants));
        }
    }

    private static Location In(ImmutableArray<TemplateFile> files, NodeLocation location) =>
        files.FirstOrDefault(f => f.Path == location.Path) is { } file
            ? Location.Create(file.Path, location.Span, SourceText.From(file.Text).Lines.GetLinePositionSpan(location.Span))
            : Location.None;
}
