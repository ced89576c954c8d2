using System.Collections.Immutable;

namespace Fla.Safetensors;

/// <summary>One tensor of a file: what it is and where its bytes lie.</summary>
/// <param name="Name">The tensor's name; any Unicode text.</param>
/// <param name="Dtype">The element type.</param>
/// <param name="Shape">The lengths of the axes, outermost first; empty for a scalar.</param>
/// <param name="Elements">The product of the shape.</param>
/// <param name="Offset">The first byte, counted from the end of the header.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsDtype Dtype, ImmutableArray<long> Shape, long Elements, long Offset)
{
    /// <summary>The tensor's size in bytes.</summary>
    public long ByteLength => Elements * Dtype.Size();

    /// <summary>The byte after the last, counted from the end of the header.</summary>
    public long End => Offset + ByteLength;
}
