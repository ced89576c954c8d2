namespace Fla.Cuda;

/// <summary>
/// The boundaries of sequences that are packed along T, on both sides: the host checks them and counts, kernels read the copy in the GPU's
/// memory. Made once, it serves any number of calls, and calls that are captured in a graph.
/// </summary>
public sealed class PackedSequences : IDisposable
{
    private readonly long[] _boundaries;
    private readonly Dictionary<long, PackedSegments> _segments = [];

    /// <summary>Copies the boundaries to a GPU and waits for it.</summary>
    /// <param name="device">The GPU.</param>
    /// <param name="cuSeqlens">[N + 1]: from 0 to T, never decreasing.</param>
    /// <exception cref="CudaException">There is not enough memory.</exception>
    public PackedSequences(CudaDevice device, ReadOnlySpan<long> cuSeqlens)
    {
        _boundaries = cuSeqlens.ToArray();
        OnDevice = new(device, _boundaries.Length);
        OnDevice.CopyFrom(_boundaries);
    }

    /// <summary>The boundaries.</summary>
    public ReadOnlySpan<long> Boundaries => _boundaries;

    /// <summary>The same in the GPU's memory.</summary>
    public DeviceTensor<long> OnDevice { get; }

    /// <summary>
    /// The sequences cut into segments of at most so many tokens. The first time for a length it copies them to the GPU and waits for it.
    /// </summary>
    /// <param name="length">Tokens, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    /// <exception cref="CudaException">There is not enough memory, or a stream of this thread is being captured.</exception>
    public PackedSegments CutInto(long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        lock (_segments)
        {
            if (!_segments.TryGetValue(length, out PackedSegments? segments))
                _segments[length] = segments = new(OnDevice.Device, _boundaries, length);
            return segments;
        }
    }

    /// <summary>Frees what is in the GPU's memory.</summary>
    public void Dispose()
    {
        OnDevice.Dispose();
        lock (_segments)
        {
            foreach (PackedSegments segments in _segments.Values)
                segments.Dispose();
        }
    }
}
