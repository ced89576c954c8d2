using System.IO.Compression;
using System.Text;

namespace Fla.Generators.Render;

/// <summary>
/// The texts of a template's variants in one piece. They differ by little, but a whole text apart, where deflate does not look: so first every run
/// that was there before, however far back, becomes its length and distance, and then what is left is deflated. `EmittedSources` reads it.
/// </summary>
internal static class SourcePacker
{
    /// <summary>Shorter runs are left to deflate.</summary>
    private const int Shortest = 24;

    private const int HashBits = 18;

    /// <returns>Base 64 of: deflated (count, lengths, count of runs, for each run literals before it, length and distance, then all literals).</returns>
    public static string Pack(IReadOnlyList<string> texts)
    {
        List<byte[]> parts = [.. texts.Select(Encoding.UTF8.GetBytes)];
        byte[] all = new byte[parts.Sum(static p => p.Length)];
        int at = 0;
        foreach (byte[] part in parts)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }

        (MemoryStream runs, int count, MemoryStream literals) = Runs(all);
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            Number(deflate, parts.Count);
            parts.ForEach(part => Number(deflate, part.Length));
            Number(deflate, count);
            runs.WriteTo(deflate);
            literals.WriteTo(deflate);
        }

        return Convert.ToBase64String(packed.ToArray());
    }

    private static (MemoryStream Runs, int Count, MemoryStream Literals) Runs(byte[] all)
    {
        MemoryStream runs = new(), literals = new();
        // Where a hash was seen last, plus one.
        int[] seen = new int[1 << HashBits];
        int count = 0, start = 0;
        for (int i = 0; i + Shortest <= all.Length;)
        {
            uint hash = Hash(all, i);
            int before = seen[hash] - 1, length = before < 0 ? 0 : Same(all, before, i);
            seen[hash] = i + 1;
            if (length < Shortest)
            {
                i++;
                continue;
            }

            literals.Write(all, start, i - start);
            Number(runs, i - start);
            Number(runs, length);
            Number(runs, i - before);
            count++;
            // Every second place is enough to find what follows.
            for (int inside = i + 2; inside < i + length && inside + Shortest <= all.Length; inside += 2)
                seen[Hash(all, inside)] = inside + 1;
            start = i += length;
        }

        literals.Write(all, start, all.Length - start);
        return (runs, count, literals);
    }

    private static uint Hash(byte[] all, int at)
    {
        ulong eight = BitConverter.ToUInt64(all, at) ^ (BitConverter.ToUInt64(all, at + 8) * 0x9E3779B97F4A7C15);
        return (uint)((eight * 0x9E3779B97F4A7C15) >> (64 - HashBits));
    }

    private static int Same(byte[] all, int before, int at)
    {
        int length = 0;
        while (at + length < all.Length && all[before + length] == all[at + length])
            length++;
        return length;
    }

    /// <summary>Seven bits a byte, the last one without the eighth.</summary>
    private static void Number(Stream stream, int number)
    {
        for (; number >= 128; number >>= 7)
            stream.WriteByte((byte)(number | 128));
        stream.WriteByte((byte)number);
    }
}
