namespace Fla.Cuda;

/// <summary>
/// Memory for what a stream does between two calls on the host: work that is launched after it was taken and before it is disposed may use
/// it. Nobody waits, other streams never see it at the same time, and in a <see cref="CudaGraph"/> each replay has it, too.
/// </summary>
public readonly struct StreamMemory : IDisposable
{
    private readonly CudaStream _stream;

    /// <summary>Takes memory, which is not cleared. What was disposed is kept by the GPU's pool and taken again.</summary>
    /// <param name="stream">Whose work uses it.</param>
    /// <param name="bytes">How much, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one byte is asked for.</exception>
    /// <exception cref="CudaException">There is not enough memory, or the GPU cannot: see <see cref="CudaLimits.HasStreamMemory"/>.</exception>
    public StreamMemory(CudaStream stream, long bytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        CudaDevice device = stream.Device;
        device.MakeCurrent();
        int code = CudaNative.MemoryAllocate(out nint address, (nuint)bytes, device.Pool, stream.Handle);
        if (code != 0)
            throw CudaCheck.Failure(code, $"{bytes} bytes on {device} for a stream", "");
        (_stream, Address) = (stream, address);
    }

    /// <summary>The first byte, at a multiple of 256.</summary>
    public nint Address { get; }

    /// <summary>Gives it back once the work before is done; the caller does not wait.</summary>
    /// <exception cref="CudaException">The driver refused.</exception>
    public void Dispose()
    {
        _stream.Device.MakeCurrent();
        CudaCheck.Ok(CudaNative.MemoryFree(Address, _stream.Handle), "cuMemFreeAsync");
    }
}
