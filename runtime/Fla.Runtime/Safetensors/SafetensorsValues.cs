using System.Buffers;

namespace Fla.Safetensors;

/// <summary>A tensor's values as .NET numbers, converted block by block.</summary>
public static class SafetensorsValues
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Reads a tensor as float32: exact for F32, F16, BF16 and small integers, rounded to nearest for the others.</summary>
    /// <exception cref="SafetensorsException">The dtype has no conversion, or the tensor is longer than an array can be.</exception>
    public static float[] ReadSingles(this SafetensorsFile file, SafetensorsEntry entry) => file.Read<float>(entry, Elements.ToSingles(entry));

    /// <summary>Reads a tensor of integers.</summary>
    /// <exception cref="SafetensorsException">The dtype is not an integer, or the tensor is longer than an array can be.</exception>
    public static long[] ReadInt64s(this SafetensorsFile file, SafetensorsEntry entry) => file.Read<long>(entry, Elements.ToInt64s(entry));

    private static T[] Read<T>(this SafetensorsFile file, SafetensorsEntry entry, Elements.Decoder<T> decode)
    {
        if (entry.Elements > Array.MaxLength)
            throw new SafetensorsException($"tensor {Printable.Quote(entry.Name)} has {entry.Elements} elements, more than the {Array.MaxLength} read at once");

        var values = new T[entry.Elements];
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        int size = entry.Dtype.Size();
        for (int start = 0; start < values.Length; start += BlockBytes / size)
        {
            Span<T> part = values.AsSpan(start, Math.Min(BlockBytes / size, values.Length - start));
            Span<byte> bytes = block.AsSpan(0, part.Length * size);
            file.Read(entry, (long)start * size, bytes);
            decode(bytes, part);
        }

        ArrayPool<byte>.Shared.Return(block);
        return values;
    }
}
