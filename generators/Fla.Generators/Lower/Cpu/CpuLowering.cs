using Fla.Generators.Model;
using Fla.Generators.Plan;
using Fla.Generators.Render;
using Fla.Generators.Specialise;

namespace Fla.Generators.Lower.Cpu;

/// <summary>One variant at one width: the kernel's body as compiled, and with its passes as shown to a person.</summary>
internal sealed record VariantSource(string Body, string Listing);

/// <summary>A compiled variant: its code and what the dispatch table says of it. Comparable, so that it can be cached.</summary>
internal sealed record CompiledVariant(
    string Id,
    string TypeName,
    Variant Variant,
    string ContentHash,
    EquatableArray<VariantSource> Sources,
    EquatableArray<int> Ranks,
    long ScratchBytes,
    int Passes,
    int Products,
    CostEstimate Cost);

/// <summary>Compiles a planned variant for CPUs: C# over hardware vectors, once for each width.</summary>
internal static class CpuLowering
{
    public const string Target = "cpu";

    public static CompiledVariant Lower(TemplateModel template, Variant variant, KernelPlan plan, EquatableArray<int> ranks, IReadOnlyList<PassPool> pools)
    {
        string typeName = $"{template.Kernel}_{variant.Suffix.Replace('-', '_')}";
        string id = $"{template.Kernel}/{Target}/{variant.Suffix}";
        List<VariantSource> sources = [];
        foreach ((VectorWidth width, PassPool pool) in VectorWidth.All.Zip(pools, static (w, p) => (w, p)))
        {
            string source = Renderer.Render("CpuKernel.sbn", new Dictionary<string, object?>
            {
                ["id"] = id,
                ["type_name"] = typeName,
                ["bits"] = width.Bits,
                ["passes"] = PassClass(template, width),
                ["arguments"] = template.ArgumentsCode,
                ["element"] = template.ElementParameter is null ? null : MemoryEmitter.ElementType(variant.Element),
                ["body"] = KernelEmitter.Emit(template, variant, plan, width, pool),
            });
            sources.Add(new VariantSource(source, source + "\n" + string.Join("\n", pool.TakeUsed().Select(static p => p.Code))));
        }

        return new CompiledVariant(
            id,
            typeName,
            variant,
            ContentHash.Of(sources.Select(static s => s.Body).Concat(VectorHelpers.Sources)),
            sources.ToEquatable(),
            ranks,
            plan.Buffers.Length * 4L,
            plan.Passes.Count(),
            plan.Passes.OfType<ProductPass>().Sum(static p => p.Members.Count),
            new CostModel(plan).Estimate());
    }

    /// <summary>The file that holds a template's passes at one width.</summary>
    public static string PassFile(TemplateModel template, VectorWidth width, EquatableArray<PassText> passes) => Renderer.Render("CpuPasses.sbn", new Dictionary<string, object?>
    {
        ["kernel"] = template.Kernel,
        ["bits"] = width.Bits,
        ["name"] = PassClass(template, width),
        ["passes"] = string.Join("\n", passes.Select(static p => p.Code)),
    });

    private static string PassClass(TemplateModel template, VectorWidth width) => $"{template.Kernel}_passes_{width.Bits}";
}
