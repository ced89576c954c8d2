namespace Fla.Cuda;

/// <summary>Launches that were recorded once and are replayed together, for a fraction of their cost on the host.</summary>
public sealed class CudaGraph : IDisposable
{
    private const int ThreadLocalMode = 1;

    private readonly CudaDevice _device;
    private readonly nint _executable;
    private bool _disposed;

    private CudaGraph(CudaDevice device, nint executable) => (_device, _executable) = (device, executable);

    /// <summary>Records what an action launches and copies on a stream; nothing of it runs. Addresses and arguments are those of the recording.</summary>
    /// <param name="stream">The stream that the action uses; not the default one.</param>
    /// <param name="work">The launches. It must not allocate or wait.</param>
    /// <exception cref="CudaException">Something in the action cannot be recorded.</exception>
    public static CudaGraph Capture(CudaStream stream, Action work)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(work);
        if (stream.Handle == 0)
            throw new CudaException("The default stream cannot be recorded: create a CudaStream.");
        stream.Device.MakeCurrent();
        CudaCheck.Ok(CudaNative.StreamBeginCapture(stream.Handle, ThreadLocalMode), "cuStreamBeginCapture");
        try
        {
            work();
        }
        catch
        {
            // A stream that is still recording is of no use to anybody.
            stream.Device.MakeCurrent();
            if (CudaNative.StreamEndCapture(stream.Handle, out nint part) == 0 && part != 0)
                _ = CudaNative.GraphDestroy(part);
            throw;
        }

        stream.Device.MakeCurrent();
        CudaCheck.Ok(CudaNative.StreamEndCapture(stream.Handle, out nint graph), "cuStreamEndCapture");
        int made = CudaNative.GraphInstantiate(out nint executable, graph, 0);
        CudaCheck.Ok(CudaNative.GraphDestroy(graph), "cuGraphDestroy");
        CudaCheck.Ok(made, "cuGraphInstantiate");
        return new(stream.Device, executable);
    }

    /// <summary>Runs the recording on a stream.</summary>
    /// <exception cref="CudaException">The driver refused.</exception>
    public void Launch(CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _device.MakeCurrent();
        CudaCheck.Ok(CudaNative.GraphLaunch(_executable, stream.Handle), "cuGraphLaunch");
    }

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _device.MakeCurrent();
        CudaCheck.Ok(CudaNative.GraphExecutableDestroy(_executable), "cuGraphExecDestroy");
    }
}
