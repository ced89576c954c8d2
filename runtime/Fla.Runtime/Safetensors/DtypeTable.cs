using System.Text.Json;

namespace Fla.Safetensors;

/// <summary>What the format says about each element type: its name and its size.</summary>
public static class DtypeTable
{
    private static readonly (string Name, int Bytes)[] Rows =
    [
        ("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E5M2", 1), ("F8_E4M3", 1), ("F8_E8M0", 1),
        ("I16", 2), ("U16", 2), ("F16", 2), ("BF16", 2),
        ("I32", 4), ("U32", 4), ("F32", 4),
        ("C64", 8), ("F64", 8), ("I64", 8), ("U64", 8),
    ];

    /// <summary>The name used in a file's header, such as <c>BF16</c>.</summary>
    public static string Name(this SafetensorsDtype dtype) => Rows[(int)dtype].Name;

    /// <summary>Bytes an element.</summary>
    public static int Size(this SafetensorsDtype dtype) => Rows[(int)dtype].Bytes;

    internal static SafetensorsDtype? Find(ref Utf8JsonReader json)
    {
        for (int i = 0; i < Rows.Length; i++)
        {
            if (json.ValueTextEquals(Rows[i].Name))
                return (SafetensorsDtype)i;
        }

        return null;
    }
}
