using System.Runtime.CompilerServices;

namespace Fla.Cuda;

/// <summary>Bytes in a GPU's memory.</summary>
internal static unsafe class DeviceMemory
{
    public static int SizeOf<T>() where T : unmanaged => Unsafe.SizeOf<T>();

    public static nint Allocate(CudaDevice device, long bytes)
    {
        device.MakeCurrent();
        int code = CudaNative.MemoryAllocate(out nint address, (nuint)bytes);
        return code == 0 ? address : throw CudaCheck.Failure(code, $"{bytes} bytes on {device}", "");
    }

    public static void Free(CudaDevice device, nint address, bool quiet)
    {
        if (quiet)
        {
            // In a finalizer: a context that is gone took its memory along.
            try
            {
                device.MakeCurrent();
                _ = CudaNative.MemoryFree(address);
            }
            catch (CudaException)
            {
            }

            return;
        }

        device.MakeCurrent();
        CudaCheck.Ok(CudaNative.MemoryFree(address), "cuMemFree");
    }

    public static void Upload(CudaDevice device, nint to, void* from, long bytes) => Wait(device, bytes, CudaNative.CopyToDevice, to, from);

    public static void Download(CudaDevice device, void* to, nint from, long bytes) =>
        Wait(device, bytes, static (address, host, size, stream) => CudaNative.CopyToHost(host, address, size, stream), from, to);

    public static void Copy(CudaStream stream, nint to, nint from, long bytes)
    {
        if (bytes == 0)
            return;
        stream.Device.MakeCurrent();
        CudaCheck.Ok(CudaNative.CopyOnDevice(to, from, (nuint)bytes, stream.Handle), "cuMemcpyDtoDAsync");
    }

    public static void Clear(CudaStream stream, nint address, long bytes)
    {
        if (bytes == 0)
            return;
        stream.Device.MakeCurrent();
        CudaCheck.Ok(CudaNative.MemorySet(address, 0, (nuint)bytes, stream.Handle), "cuMemsetD8Async");
    }

    private delegate int Transfer(nint address, void* host, nuint bytes, nint stream);

    /// <summary>After all work of the GPU, whatever stream it is on: what is read was written, and what is overwritten was read.</summary>
    private static void Wait(CudaDevice device, long bytes, Transfer transfer, nint address, void* host)
    {
        if (bytes == 0)
            return;
        device.Synchronize();
        CudaCheck.Ok(transfer(address, host, (nuint)bytes, 0), "copy between host and GPU");
        CudaCheck.Ok(CudaNative.StreamSynchronize(0), "cuStreamSynchronize");
    }
}
