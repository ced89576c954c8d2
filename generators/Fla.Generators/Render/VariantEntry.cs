using System.Globalization;
using System.IO.Compression;
using System.Text;
using Fla.Generators.Lower.Cpu;
using Fla.Generators.Model;

namespace Fla.Generators.Render;

/// <summary>A compiled variant as the values that both a kernel's own table and an extension of it are rendered from.</summary>
internal static class VariantEntry
{
    public static object Of(CompiledVariant variant) => new Dictionary<string, object?>
    {
        ["id"] = variant.Id,
        ["type"] = variant.TypeName,
        ["element"] = Elements.Member(variant.Variant.Element),
        ["hash"] = variant.ContentHash,
        ["ranks"] = string.Join(", ", variant.Ranks),
        ["scratch"] = Number(variant.ScratchBytes),
        ["passes"] = variant.Passes,
        ["products"] = variant.Products,
        ["fixed"] = Number(variant.Cost.FixedCycles),
        ["loop"] = Number(variant.Cost.LoopCycles),
        ["step"] = variant.Cost.LoopStep,
        ["packed512"] = Pack(variant.Sources[0].Listing),
        ["packed256"] = Pack(variant.Sources[1].Listing),
        ["packed128"] = Pack(variant.Sources[2].Listing),
        ["constants"] = variant.Variant.Constants.Select(static c => (object)new Dictionary<string, object?>
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
