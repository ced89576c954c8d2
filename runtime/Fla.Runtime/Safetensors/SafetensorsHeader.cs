namespace Fla.Safetensors;

/// <summary>What a file declares about itself.</summary>
/// <param name="Entries">The tensors by name.</param>
/// <param name="Metadata">Free text by key; empty where the file has none.</param>
public sealed record SafetensorsHeader(
    IReadOnlyDictionary<string, SafetensorsEntry> Entries,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The longest header that is read, in bytes: the format's own limit.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>Parses a header and checks it against the bytes that follow it.</summary>
    /// <param name="json">The header's text, UTF-8.</param>
    /// <param name="dataLength">Bytes in the file after the header.</param>
    /// <exception cref="SafetensorsException">The header is malformed or disagrees with the length.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        SafetensorsHeader header = HeaderParser.Parse(json);
        EntryCheck.Tiles(header.Entries.Values, dataLength);
        return header;
    }
}
