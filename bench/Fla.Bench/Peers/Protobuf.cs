using System.Text;

namespace Fla.Bench;

/// <summary>Protocol buffers by hand: as much as a model of one node needs.</summary>
internal static class Protobuf
{
    private const int VarintKind = 0;
    private const int BytesKind = 2;

    public static byte[] Message(params ReadOnlySpan<byte[]> fields)
    {
        MemoryStream stream = new();
        foreach (byte[] field in fields)
            stream.Write(field);
        return stream.ToArray();
    }

    public static byte[] Field(int number, long value) => [.. Varint((number << 3) | VarintKind), .. Varint(value)];

    public static byte[] Field(int number, byte[] value) => [.. Varint((number << 3) | BytesKind), .. Varint(value.Length), .. value];

    public static byte[] Field(int number, string value) => Field(number, Encoding.UTF8.GetBytes(value));

    private static List<byte> Varint(long value)
    {
        List<byte> bytes = [];
        ulong rest = (ulong)value;
        for (; rest > 0x7f; rest >>= 7)
            bytes.Add((byte)(rest | 0x80));
        bytes.Add((byte)rest);
        return bytes;
    }
}
