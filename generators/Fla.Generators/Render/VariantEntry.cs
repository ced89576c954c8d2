using System.Globalization;
using Fla.Generators.Lower.Cpu;
using Fla.Generators.Lower.Cuda;
using Fla.Generators.Model;
using Fla.Generators.Plan;
using Fla.Generators.Specialise;

namespace Fla.Generators.Render;

/// <summary>A compiled variant as the values that both a kernel's own table and an extension of it are rendered from.</summary>
internal static class VariantEntry
{
    private const int VectorWidths = 3;

    /// <summary>The variants of both targets, and their texts: first those of the CPU's, three each, from the widest vectors down.</summary>
    public static void AddAll(Dictionary<string, object?> values, IReadOnlyList<CompiledVariant> variants, IReadOnlyList<CudaVariant> cuda)
    {
        values["variants"] = variants.Select(static (v, i) => Of(v, VectorWidths * i)).ToList();
        values["cuda"] = cuda.Select((v, i) => Of(v, (VectorWidths * variants.Count) + i)).ToList();
        values["sources"] = SourcePacker.Pack([.. variants.SelectMany(static v => v.Sources.Select(static s => s.Listing)), .. cuda.Select(static v => v.Source)]);
    }

    private static object Of(CompiledVariant variant, int source) => new Dictionary<string, object?>(Common(variant.Id, variant.TypeName, variant.Variant, variant.ContentHash, variant.Ranks, variant.Cost))
    {
        ["scratch"] = Number(variant.ScratchBytes),
        ["passes"] = variant.Passes,
        ["products"] = variant.Products,
        ["source512"] = source,
        ["source256"] = source + 1,
        ["source128"] = source + 2,
    };

    private static object Of(CudaVariant variant, int source) => new Dictionary<string, object?>(Common(variant.Id, variant.TypeName, variant.Variant, variant.ContentHash, variant.Ranks, variant.Cost))
    {
        ["source"] = source,
    };

    private static Dictionary<string, object?> Common(string id, string type, Variant variant, string hash, EquatableArray<int> ranks, CostEstimate cost) => new()
    {
        ["id"] = id,
        ["type"] = type,
        ["element"] = Elements.Member(variant.Element),
        ["hash"] = hash,
        ["ranks"] = string.Join(", ", ranks),
        ["fixed"] = Number(cost.FixedCycles),
        ["loop"] = Number(cost.LoopCycles),
        ["step"] = cost.LoopStep,
        ["constants"] = variant.Constants.Select(static c => (object)new Dictionary<string, object?>
        {
            ["name"] = c.Name,
            ["code"] = c.Value.Code,
            ["text"] = c.Value.Name,
        }).ToList(),
    };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
