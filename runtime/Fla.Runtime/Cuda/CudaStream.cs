namespace Fla.Cuda;

/// <summary>An order of work on a GPU.</summary>
public sealed class CudaStream : IDisposable
{
    private const uint NonBlocking = 1;

    private readonly bool _owned;
    private bool _disposed;

    /// <summary>A stream that does not wait for the default one.</summary>
    /// <exception cref="CudaException">The driver refused.</exception>
    public CudaStream(CudaDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        device.MakeCurrent();
        CudaCheck.Ok(CudaNative.StreamCreate(out nint handle, NonBlocking), "cuStreamCreate");
        (Device, Handle, _owned) = (device, handle, true);
    }

    /// <summary>A stream of another library, which keeps it: <c>cudaStream_t</c> or <c>CUstream</c>; 0 is the default stream.</summary>
    public CudaStream(CudaDevice device, nint handle)
    {
        ArgumentNullException.ThrowIfNull(device);
        (Device, Handle) = (device, handle);
    }

    /// <summary>The GPU.</summary>
    public CudaDevice Device { get; }

    /// <summary>The driver's handle.</summary>
    public nint Handle { get; }

    /// <summary>Waits for its work.</summary>
    /// <exception cref="CudaException">A kernel failed.</exception>
    public void Synchronize()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Device.MakeCurrent();
        CudaCheck.Ok(CudaNative.StreamSynchronize(Handle), "cuStreamSynchronize");
    }

    /// <summary>Lets what follows wait for an event; the caller does not wait.</summary>
    /// <exception cref="CudaException">The driver refused.</exception>
    public void Wait(CudaEvent what)
    {
        ArgumentNullException.ThrowIfNull(what);
        ObjectDisposedException.ThrowIf(_disposed, this);
        Device.MakeCurrent();
        CudaCheck.Ok(CudaNative.StreamWaitEvent(Handle, what.Handle, 0), "cuStreamWaitEvent");
    }

    /// <summary>Gives the stream back once its work is done; the caller does not wait.</summary>
    public void Dispose()
    {
        if (_disposed || !_owned)
            return;
        _disposed = true;
        Device.MakeCurrent();
        CudaCheck.Ok(CudaNative.StreamDestroy(Handle), "cuStreamDestroy");
    }
}
