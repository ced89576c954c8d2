using System.Globalization;
using System.IO.Compression;
using System.Text;
using Fla.Generators.Lower.Cpu;
using Fla.Generators.Lower.Cuda;
using Fla.Generators.Model;
using Fla.Generators.Plan;
using Fla.Generators.Specialise;

namespace Fla.Generators.Render;

/// <summary>A compiled variant as the values that both a kernel's own table and an extension of it are rendered from.</summary>
internal static class VariantEntry
{
    public static object Of(CompiledVariant variant) => new Dictionary<string, object?>(Common(variant.Id, variant.TypeName, variant.Variant, variant.ContentHash, variant.Ranks, variant.Cost))
    {
        ["scratch"] = Number(variant.ScratchBytes),
        ["passes"] = variant.Passes,
        ["products"] = variant.Products,
        ["packed512"] = Pack(variant.Sources[0].Listing),
        ["packed256"] = Pack(variant.Sources[1].Listing),
        ["packed128"] = Pack(variant.Sources[2].Listing),
    };

    public static object Of(CudaVariant variant) => new Dictionary<string, object?>(Common(variant.Id, variant.TypeName, variant.Variant, variant.ContentHash, variant.Ranks, variant.Cost))
    {
        ["packed"] = Pack(variant.Source),
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

    private static string Pack(string source)
    {
        using MemoryStream stream = new();
        using (DeflateStream deflate = new(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(source);
            deflate.Write(bytes, 0, bytes.Length);
        }

        return Convert.ToBase64String(stream.ToArray());
    }
}
