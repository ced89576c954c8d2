using Fla.Generators.Diagnostics;
using Fla.Generators.Ir;
using Fla.Generators.Lower.Cpu;
using Fla.Generators.Lower.Cuda;
using Fla.Generators.Model;
using Fla.Generators.Parse;
using Fla.Generators.Plan;
using Fla.Generators.Specialise;

namespace Fla.Generators;

/// <summary>A template with its compiled variants and what only compiling all of them found.</summary>
internal sealed record BoundTemplate(
    TemplateModel Template,
    EquatableArray<CompiledVariant> Variants,
    EquatableArray<EquatableArray<PassText>> Passes,
    EquatableArray<CudaVariant> CudaVariants,
    EquatableArray<DiagnosticInfo> Diagnostics);

/// <summary>Runs a template model through the compiler's stages. Whatever goes wrong is a finding; an exception never leaves.</summary>
internal static class TemplateCompiler
{
    /// <summary>
    /// What is wrong with a template, as far as an editor can wait for it: one variant of each combination of choices is specialised.
    /// </summary>
    public static EquatableArray<DiagnosticInfo> Check(TemplateModel template, CompilerOptions options, CancellationToken cancellation) =>
        Guard(template, () =>
        {
            IEnumerable<Variant> samples = Binder.Bind(template, template.LeavesOut(options.Target) ? options.ForCuda() : options)
                .GroupBy(static v => string.Join("-", v.Constants.Where(static c => c.Kind == ConstantKind.Choice).Select(static c => c.Value.Name)))
                .Select(static group => group.First());
            foreach (Variant variant in samples)
            {
                cancellation.ThrowIfCancellationRequested();
                Plan(template, variant);
            }
        });

    /// <summary>Compiles every variant; a template that Check refuses has none.</summary>
    public static BoundTemplate Compile(TemplateModel template, CompilerOptions options, CancellationToken cancellation) =>
        Check(template, options, cancellation).Count > 0
            ? Refused(template, EquatableArray<DiagnosticInfo>.Empty)
            : CompileAll(template, options, cancellation);

    /// <summary>The same, with what Check finds.</summary>
    public static BoundTemplate CheckAndCompile(TemplateModel template, CompilerOptions options, CancellationToken cancellation) =>
        Check(template, options, cancellation) is { Count: > 0 } findings
            ? Refused(template, findings)
            : CompileAll(template, options, cancellation);

    private static BoundTemplate CompileAll(TemplateModel template, CompilerOptions options, CancellationToken cancellation)
    {
        List<CompiledVariant> compiled = [];
        List<CudaVariant> cuda = [];
        List<PassPool> pools = VectorWidth.All.Select(static _ => new PassPool()).ToList();
        EquatableArray<DiagnosticInfo> diagnostics = Guard(template, () =>
        {
            foreach (Variant variant in Binder.Bind(template, options))
            {
                cancellation.ThrowIfCancellationRequested();
                compiled.Add(Compile(template, variant, pools));
            }

            if (!options.Targets.Contains(CudaLowering.Target))
                return;
            foreach (Variant variant in Binder.Bind(template, options.ForCuda()))
            {
                cancellation.ThrowIfCancellationRequested();
                cuda.Add(CompileCuda(template, variant));
            }
        });

        // One broken variant breaks the template: a table with silent holes would be worse.
        return diagnostics.Count > 0
            ? Refused(template, diagnostics)
            : new BoundTemplate(template, compiled.ToEquatable(), pools.Select(static p => p.All).ToEquatable(), cuda.ToEquatable(), diagnostics);
    }

    private static BoundTemplate Refused(TemplateModel template, EquatableArray<DiagnosticInfo> diagnostics) =>
        new(template, EquatableArray<CompiledVariant>.Empty, EquatableArray<EquatableArray<PassText>>.Empty, EquatableArray<CudaVariant>.Empty, diagnostics);

    private static EquatableArray<DiagnosticInfo> Guard(TemplateModel template, Action compile)
    {
        try
        {
            compile();
            return EquatableArray<DiagnosticInfo>.Empty;
        }
        catch (CompileException error)
        {
            return new[] { error.Info }.ToEquatable();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new[] { new DiagnosticInfo(Descriptors.InternalError, 0, template.Method, TemplateParser.Brief(error)) }.ToEquatable();
        }
    }

    private static CompiledVariant Compile(TemplateModel template, Variant variant, IReadOnlyList<PassPool> pools)
    {
        (KernelPlan plan, EquatableArray<int> ranks) = Plan(template, variant);
        CompiledVariant compiled = CpuLowering.Lower(template, variant, plan, ranks, pools);
        if (compiled.ScratchBytes > Limits.CpuScratchBytes)
            throw new CompileException(Descriptors.ResourceLimit, 0, compiled.Id, $"{Limits.Text(compiled.ScratchBytes)} of scratch memory", CpuLowering.Target, Limits.Text(Limits.CpuScratchBytes));
        return compiled;
    }

    private static CudaVariant CompileCuda(TemplateModel template, Variant variant)
    {
        Specialiser specialiser = new(template, variant);
        TileProgram program = specialiser.Run();
        CudaVariant compiled = CudaLowering.Lower(template, variant, program, specialiser.TensorRanks);
        if (compiled.SharedBytes > Limits.CudaSharedBytes)
            throw new CompileException(Descriptors.ResourceLimit, 0, compiled.Id, $"{Limits.Text(compiled.SharedBytes)} of shared memory", CudaLowering.Target, Limits.Text(Limits.CudaSharedBytes));
        return compiled;
    }

    /// <summary>The stages before lowering.</summary>
    public static (KernelPlan Plan, EquatableArray<int> Ranks) Plan(TemplateModel template, Variant variant)
    {
        Specialiser specialiser = new(template, variant);
        TileProgram program = specialiser.Run();
        return (KernelPlan.Make(program), specialiser.TensorRanks);
    }
}
