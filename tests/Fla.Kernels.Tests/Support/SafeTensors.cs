using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Fla.Kernels.Tests;

/// <summary>Just enough of the safetensors format for the repository's own vectors: F32 and BF16.</summary>
internal static class SafeTensors
{
    internal static Dictionary<string, NamedTensor> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using JsonDocument json = JsonDocument.Parse(file.AsMemory(8, header));
        Dictionary<string, NamedTensor> tensors = [];
        foreach (JsonProperty entry in json.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64())];
            int[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
            ReadOnlySpan<byte> data = file.AsSpan(8 + header + offsets[0], offsets[1] - offsets[0]);
            tensors[entry.Name] = new(shape, Decode(entry.Value.GetProperty("dtype").GetString(), data));
        }
        return tensors;
    }

    private static float[] Decode(string? type, ReadOnlySpan<byte> data) => type switch
    {
        "F32" => MemoryMarshal.Cast<byte, float>(data).ToArray(),
        "BF16" => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(data).ToArray(), bits => (float)BFloat16.FromBits(bits)),
        _ => throw new NotSupportedException($"dtype {type}"),
    };
}
