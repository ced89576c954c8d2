namespace Fla.Safetensors;

/// <summary>A tensor to write.</summary>
public sealed class SafetensorsTensor
{
    private const int BlockElements = 1 << 14;

    private SafetensorsTensor(string name, SafetensorsDtype dtype, long[] shape, long elements, Action<Stream> writeTo)
    {
        Int128 expected = 1;
        foreach (long length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
            expected = Int128.Min(expected * length, long.MaxValue);
        }

        if (expected != elements)
            throw new ArgumentException($"{name}: the shape [{string.Join(", ", shape)}] has {expected} elements, got {elements}", nameof(shape));
        Name = name;
        Dtype = dtype;
        Shape = shape;
        ByteLength = elements * dtype.Size();
        WriteTo = writeTo;
    }

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public SafetensorsDtype Dtype { get; }

    /// <summary>The lengths of the axes, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The size of the elements in the file.</summary>
    public long ByteLength { get; }

    internal Action<Stream> WriteTo { get; }

    /// <summary>A tensor over its bytes, little-endian and row-major.</summary>
    /// <exception cref="ArgumentException">The bytes are not as many as dtype and shape say.</exception>
    public static SafetensorsTensor FromBytes(string name, SafetensorsDtype dtype, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data)
    {
        if (data.Length % dtype.Size() != 0)
            throw new ArgumentException($"{name}: {data.Length} bytes are no whole number of {dtype.Name()} elements", nameof(data));
        return new SafetensorsTensor(name, dtype, shape.ToArray(), data.Length / dtype.Size(), stream => stream.Write(data.Span));
    }

    /// <summary>A tensor of F32, F16 or BF16 over floats, row-major, rounded to nearest even as they are written.</summary>
    /// <exception cref="ArgumentException">Another dtype, or the values do not fill the shape.</exception>
    public static SafetensorsTensor FromSingles(string name, SafetensorsDtype dtype, ReadOnlySpan<long> shape, ReadOnlyMemory<float> values)
    {
        Elements.Encoder encode = Elements.FromSingles(dtype)
            ?? throw new ArgumentException($"{name}: floats are written as F32, F16 or BF16, not {dtype.Name()}", nameof(dtype));
        return new SafetensorsTensor(name, dtype, shape.ToArray(), values.Length, stream => Encode(values.Span, dtype.Size(), encode, stream));
    }

    private static void Encode(ReadOnlySpan<float> values, int size, Elements.Encoder encode, Stream stream)
    {
        byte[] block = new byte[BlockElements * size];
        while (!values.IsEmpty)
        {
            int count = Math.Min(BlockElements, values.Length);
            for (int i = 0; i < count; i++)
                encode(block.AsSpan(i * size, size), values[i]);
            stream.Write(block, 0, count * size);
            values = values[count..];
        }
    }
}
