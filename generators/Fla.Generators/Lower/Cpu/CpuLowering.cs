using Fla.Generators.Model;
using Fla.Generators.Plan;
using Fla.Generators.Render;
using Fla.Generators.Specialise;

namespace Fla.Generators.Lower.Cpu;

/// <summary>A compiled variant: its code and what the dispatch table says of it. Comparable, so that it can be cached.</summary>
internal sealed record CompiledVariant(
    string Id,
    string TypeName,
    Variant Variant,
    string ContentHash,
    EquatableArray<string> Sources,
    EquatableArray<int> Ranks,
    long ScratchBytes,
    int Passes,
    int Products,
    CostEstimate Cost);

/// <summary>Compiles a planned variant for CPUs: C# over hardware vectors, once for each width.</summary>
internal static class CpuLowering
{
    public const string Target = "cpu";

    public static CompiledVariant Lower(TemplateModel template, Variant variant, KernelPlan plan, IReadOnlyDictionary<int, int> ranks)
    {
        string typeName = $"{template.Kernel}_{variant.Suffix.Replace('-', '_')}";
        string id = $"{template.Kernel}/{Target}/{variant.Suffix}";
        List<string> sources = [];
        foreach (VectorWidth width in VectorWidth.All)
        {
            (string body, string methods) = KernelEmitter.Emit(template, variant, plan, width);
            sources.Add(Renderer.Render("CpuKernel.sbn", new Dictionary<string, object?>
            {
                ["id"] = id,
                ["namespace"] = template.Namespace,
                ["type_name"] = typeName,
                ["bits"] = width.Bits,
                ["arguments"] = template.ClassName + ".Arguments",
                ["element"] = template.ElementParameter is null ? null : MemoryEmitter.ElementType(variant.Element),
                ["body"] = body,
                ["methods"] = methods,
            }));
        }

        return new CompiledVariant(
            id,
            typeName,
            variant,
            ContentHash.Of(sources.Concat(VectorHelpers.Sources)),
            sources.ToEquatable(),
            Enumerable.Range(0, template.Parameters.Count)
                .Where(i => template.Parameters[i].Kind is ParameterKind.Input or ParameterKind.Output)
                .Select(i => ranks.TryGetValue(i, out int rank) ? rank : -1)
                .ToEquatable(),
            plan.Buffers.Length * 4L,
            plan.Passes.Count(),
            plan.Passes.OfType<ProductPass>().Sum(static p => p.Members.Count),
            new CostModel(plan).Estimate());
    }
}
