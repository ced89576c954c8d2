namespace Fla.Cuda;

/// <summary>Packed sequences cut into segments: made and disposed by <see cref="PackedSequences"/>.</summary>
public sealed class PackedSegments
{
    internal PackedSegments(CudaDevice device, ReadOnlySpan<long> boundaries, long length)
    {
        (long[] bounds, long[] firsts) = Cut(boundaries, length);
        (Bounds, Firsts) = (new(device, bounds.Length), new(device, firsts.Length));
        Bounds.CopyFrom(bounds);
        Firsts.CopyFrom(firsts);
    }

    /// <summary>The number of segments; a sequence without tokens has none.</summary>
    public int Count => (int)Bounds.Length - 1;

    /// <summary>[Count + 1]: the tokens where segments begin, and the end of the last.</summary>
    public DeviceTensor<long> Bounds { get; }

    /// <summary>[N + 1]: the first segment of each sequence, and the number of all.</summary>
    public DeviceTensor<long> Firsts { get; }

    internal void Dispose()
    {
        Bounds.Dispose();
        Firsts.Dispose();
    }

    internal static (long[] Bounds, long[] Firsts) Cut(ReadOnlySpan<long> boundaries, long length)
    {
        List<long> bounds = [];
        long[] firsts = new long[boundaries.Length];
        for (int n = 0; n + 1 < boundaries.Length; n++)
        {
            firsts[n] = bounds.Count;
            for (long token = boundaries[n]; token < boundaries[n + 1]; token += length)
                bounds.Add(token);
        }

        firsts[^1] = bounds.Count;
        return ([.. bounds, boundaries[^1]], firsts);
    }
}
