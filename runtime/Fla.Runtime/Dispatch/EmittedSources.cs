using System.ComponentModel;
using System.IO.Compression;
using System.Text;

namespace Fla;

/// <summary>The emitted texts of a kernel's variants, kept compressed in one piece in their assembly so that they can be shown.</summary>
/// <param name="packed">What the generator packed: base 64.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EmittedSources(EmittedSources.Packed packed)
{
    private readonly WeakReference<string[]?> _texts = new(null);

    /// <summary>Base 64 of: deflated (count, lengths, count of runs, for each run literals before it, length and distance, then all literals).</summary>
    public delegate ReadOnlySpan<byte> Packed();

    /// <summary>A text by its number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public string this[int index]
    {
        get
        {
            if (!_texts.TryGetTarget(out string[]? texts))
                _texts.SetTarget(texts = Unpack());
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)texts.Length, nameof(index));
            return texts[index];
        }
    }

    private string[] Unpack()
    {
        using MemoryStream compressed = new(Convert.FromBase64String(Encoding.ASCII.GetString(packed())));
        using BufferedStream stream = new(new DeflateStream(compressed, CompressionMode.Decompress), 1 << 16);
        int[] lengths = new int[Number()];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = Number();
        (int Literals, int Length, int Distance)[] runs = new (int, int, int)[Number()];
        for (int i = 0; i < runs.Length; i++)
            runs[i] = (Number(), Number(), Number());

        byte[] all = new byte[lengths.Sum()];
        int at = 0;
        foreach ((int literals, int length, int distance) in runs)
        {
            stream.ReadExactly(all, at, literals);
            at += literals;
            // Byte by byte: a run may overlap itself.
            for (int end = at + length; at < end; at++)
                all[at] = all[at - distance];
        }

        stream.ReadExactly(all, at, all.Length - at);
        string[] texts = new string[lengths.Length];
        at = 0;
        for (int i = 0; i < texts.Length; at += lengths[i++])
            texts[i] = Encoding.UTF8.GetString(all, at, lengths[i]);
        return texts;

        int Number()
        {
            int number = 0;
            for (int shift = 0; ; shift += 7)
            {
                int next = stream.ReadByte();
                number |= (next & 127) << shift;
                if (next < 128)
                    return number;
            }
        }
    }
}
