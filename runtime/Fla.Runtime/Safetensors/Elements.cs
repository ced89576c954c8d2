using static System.Buffers.Binary.BinaryPrimitives;

namespace Fla.Safetensors;

/// <summary>Little-endian elements to and from .NET numbers.</summary>
internal static class Elements
{
    public delegate void Decoder<T>(ReadOnlySpan<byte> bytes, Span<T> values);

    public delegate void Encoder(Span<byte> bytes, float value);

    private delegate T Element<T>(ReadOnlySpan<byte> bytes);

    public static Decoder<float> ToSingles(SafetensorsEntry entry) => entry.Dtype switch
    {
        SafetensorsDtype.F32 => Each(4, ReadSingleLittleEndian),
        SafetensorsDtype.BF16 => Each(2, b => BitConverter.UInt32BitsToSingle((uint)ReadUInt16LittleEndian(b) << 16)),
        SafetensorsDtype.F16 => Each(2, b => (float)ReadHalfLittleEndian(b)),
        SafetensorsDtype.F64 => Each(8, b => (float)ReadDoubleLittleEndian(b)),
        SafetensorsDtype.U64 => Each(8, b => (float)ReadUInt64LittleEndian(b)),
        _ when Integer(entry.Dtype) is { } integer => Each(entry.Dtype.Size(), b => (float)integer(b)),
        _ => throw Unreadable(entry, "numbers"),
    };

    public static Decoder<long> ToInt64s(SafetensorsEntry entry) =>
        Each(entry.Dtype.Size(), Integer(entry.Dtype) ?? throw Unreadable(entry, "integers"));

    public static Encoder? FromSingles(SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.F32 => WriteSingleLittleEndian,
        SafetensorsDtype.F16 => (bytes, value) => WriteHalfLittleEndian(bytes, (Half)value),
        SafetensorsDtype.BF16 => (bytes, value) => WriteUInt16LittleEndian(bytes, BFloat16Bits(value)),
        _ => null,
    };

    private static Element<long>? Integer(SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.Bool or SafetensorsDtype.U8 => b => b[0],
        SafetensorsDtype.I8 => b => (sbyte)b[0],
        SafetensorsDtype.U16 => b => ReadUInt16LittleEndian(b),
        SafetensorsDtype.I16 => b => ReadInt16LittleEndian(b),
        SafetensorsDtype.U32 => b => ReadUInt32LittleEndian(b),
        SafetensorsDtype.I32 => b => ReadInt32LittleEndian(b),
        SafetensorsDtype.I64 => ReadInt64LittleEndian,
        _ => null,
    };

    private static Decoder<T> Each<T>(int size, Element<T> element) => (bytes, values) =>
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = element(bytes.Slice(i * size, size));
    };

    private static ushort BFloat16Bits(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static SafetensorsException Unreadable(SafetensorsEntry entry, string what) =>
        new($"tensor {Printable.Quote(entry.Name)} is {entry.Dtype.Name()}, which cannot be read as {what}");
}
