using System.Collections.Immutable;

namespace Fla.Safetensors;

/// <summary>Arithmetic that a header must satisfy: sizes match shapes, and the tensors tile the data without gap or overlap.</summary>
internal static class EntryCheck
{
    public static SafetensorsEntry Create(string name, SafetensorsDtype dtype, ImmutableArray<long> shape, long begin, long end)
    {
        // An axis of length 0 excuses no overflow: strides are computed from the other axes.
        Int128 room = dtype.Size();
        foreach (long length in shape)
        {
            room *= Math.Max(length, 1);
            if (room > long.MaxValue)
                throw new SafetensorsException($"tensor {Printable.Quote(name)}: the shape [{string.Join(", ", shape)}] is beyond 2^63 bytes");
        }

        long bytes = shape.Contains(0) ? 0 : (long)room;
        if (end < begin || end - begin != bytes)
        {
            throw new SafetensorsException(
                $"tensor {Printable.Quote(name)}: {dtype.Name()} [{string.Join(", ", shape)}] is {bytes} bytes, data_offsets [{begin}, {end}] say otherwise");
        }

        return new SafetensorsEntry(name, dtype, shape, bytes / dtype.Size(), begin);
    }

    public static void Tiles(IEnumerable<SafetensorsEntry> entries, long dataLength)
    {
        SafetensorsEntry[] ordered = [.. entries];
        Array.Sort(ordered, (a, b) => (a.Offset, a.End).CompareTo((b.Offset, b.End)));
        long position = 0;
        foreach (SafetensorsEntry entry in ordered)
        {
            if (entry.End > dataLength)
            {
                throw new SafetensorsException(
                    $"tensor {Printable.Quote(entry.Name)} ends at byte {entry.End} of the data, the file holds {dataLength} (truncated?)");
            }

            if (entry.Offset != position)
            {
                string what = entry.Offset < position ? "overlaps another" : "leaves a gap before it";
                throw new SafetensorsException($"tensor {Printable.Quote(entry.Name)} {what}, at byte {entry.Offset} of the data");
            }

            position = entry.End;
        }

        if (position != dataLength)
            throw new SafetensorsException($"{dataLength - position} bytes at the end belong to no tensor");
    }
}
