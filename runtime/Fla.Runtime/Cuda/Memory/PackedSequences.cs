namespace Fla.Cuda;

/// <summary>
/// The boundaries of sequences that are packed along T, on both sides: the host checks them and counts, kernels read the copy in the GPU's
/// memory. Made once, it serves any number of calls, and calls that are captured in a graph.
/// </summary>
public sealed class PackedSequences : IDisposable
{
    private readonly long[] _boundaries;

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

    /// <summary>Frees the GPU's copy.</summary>
    public void Dispose() => OnDevice.Dispose();
}
