namespace Fla.Cuda;

/// <summary>A place in a stream, to wait for and to measure between.</summary>
public sealed class CudaEvent : IDisposable
{
    private const int NotReady = 600;

    private readonly CudaDevice _device;
    private bool _disposed;

    /// <summary>An event that keeps time.</summary>
    /// <exception cref="CudaException">The driver refused.</exception>
    public CudaEvent(CudaDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        device.MakeCurrent();
        CudaCheck.Ok(CudaNative.EventCreate(out nint handle, 0), "cuEventCreate");
        (_device, Handle) = (device, handle);
    }

    /// <summary>The driver's handle.</summary>
    public nint Handle { get; }

    /// <summary>Whether the stream has come past it.</summary>
    /// <exception cref="CudaException">A kernel before it failed.</exception>
    public bool IsComplete
    {
        get
        {
            _device.MakeCurrent();
            int code = CudaNative.EventQuery(Handle);
            if (code != NotReady)
                CudaCheck.Ok(code, "cuEventQuery");
            return code == 0;
        }
    }

    /// <summary>Puts it behind all work that the stream has now.</summary>
    /// <exception cref="CudaException">The driver refused.</exception>
    public void Record(CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _device.MakeCurrent();
        CudaCheck.Ok(CudaNative.EventRecord(Handle, stream.Handle), "cuEventRecord");
    }

    /// <summary>Waits until the stream has come past it.</summary>
    /// <exception cref="CudaException">A kernel before it failed.</exception>
    public void Synchronize()
    {
        _device.MakeCurrent();
        CudaCheck.Ok(CudaNative.EventSynchronize(Handle), "cuEventSynchronize");
    }

    /// <summary>Milliseconds on the GPU since an earlier event; both must be complete.</summary>
    /// <exception cref="CudaException">One of them is not complete.</exception>
    public float MillisecondsSince(CudaEvent start)
    {
        ArgumentNullException.ThrowIfNull(start);
        _device.MakeCurrent();
        CudaCheck.Ok(CudaNative.EventElapsedTime(out float milliseconds, start.Handle, Handle), "cuEventElapsedTime");
        return milliseconds;
    }

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _device.MakeCurrent();
        CudaCheck.Ok(CudaNative.EventDestroy(Handle), "cuEventDestroy");
    }
}
