using System.Runtime.InteropServices;

namespace Fla.Cuda;

/// <summary>Memory, streams, events and graphs.</summary>
internal static unsafe partial class CudaNative
{
    [LibraryImport(Driver, EntryPoint = "cuMemAlloc_v2")]
    public static partial int MemoryAllocate(out nint address, nuint bytes);

    [LibraryImport(Driver, EntryPoint = "cuMemFree_v2")]
    public static partial int MemoryFree(nint address);

    [LibraryImport(Driver, EntryPoint = "cuMemPoolCreate")]
    public static partial int PoolCreate(out nint pool, in CudaPoolProperties properties);

    [LibraryImport(Driver, EntryPoint = "cuMemPoolSetAttribute")]
    public static partial int PoolSetAttribute(nint pool, CudaPoolAttribute attribute, in ulong value);

    [LibraryImport(Driver, EntryPoint = "cuMemAllocFromPoolAsync")]
    public static partial int MemoryAllocate(out nint address, nuint bytes, nint pool, nint stream);

    [LibraryImport(Driver, EntryPoint = "cuMemFreeAsync")]
    public static partial int MemoryFree(nint address, nint stream);

    [LibraryImport(Driver, EntryPoint = "cuMemGetInfo_v2")]
    public static partial int MemoryInfo(out nuint free, out nuint total);

    [LibraryImport(Driver, EntryPoint = "cuMemcpyHtoDAsync_v2")]
    public static partial int CopyToDevice(nint to, void* from, nuint bytes, nint stream);

    [LibraryImport(Driver, EntryPoint = "cuMemcpyDtoHAsync_v2")]
    public static partial int CopyToHost(void* to, nint from, nuint bytes, nint stream);

    [LibraryImport(Driver, EntryPoint = "cuMemcpyDtoDAsync_v2")]
    public static partial int CopyOnDevice(nint to, nint from, nuint bytes, nint stream);

    [LibraryImport(Driver, EntryPoint = "cuMemsetD8Async")]
    public static partial int MemorySet(nint address, byte value, nuint count, nint stream);

    [LibraryImport(Driver, EntryPoint = "cuStreamCreate")]
    public static partial int StreamCreate(out nint stream, uint flags);

    [LibraryImport(Driver, EntryPoint = "cuStreamDestroy_v2")]
    public static partial int StreamDestroy(nint stream);

    [LibraryImport(Driver, EntryPoint = "cuStreamSynchronize")]
    public static partial int StreamSynchronize(nint stream);

    [LibraryImport(Driver, EntryPoint = "cuStreamWaitEvent")]
    public static partial int StreamWaitEvent(nint stream, nint @event, uint flags);

    [LibraryImport(Driver, EntryPoint = "cuStreamBeginCapture_v2")]
    public static partial int StreamBeginCapture(nint stream, int mode);

    [LibraryImport(Driver, EntryPoint = "cuStreamEndCapture")]
    public static partial int StreamEndCapture(nint stream, out nint graph);

    [LibraryImport(Driver, EntryPoint = "cuEventCreate")]
    public static partial int EventCreate(out nint @event, uint flags);

    [LibraryImport(Driver, EntryPoint = "cuEventDestroy_v2")]
    public static partial int EventDestroy(nint @event);

    [LibraryImport(Driver, EntryPoint = "cuEventRecord")]
    public static partial int EventRecord(nint @event, nint stream);

    [LibraryImport(Driver, EntryPoint = "cuEventSynchronize")]
    public static partial int EventSynchronize(nint @event);

    [LibraryImport(Driver, EntryPoint = "cuEventQuery")]
    public static partial int EventQuery(nint @event);

    [LibraryImport(Driver, EntryPoint = "cuEventElapsedTime")]
    public static partial int EventElapsedTime(out float milliseconds, nint start, nint end);

    [LibraryImport(Driver, EntryPoint = "cuGraphInstantiateWithFlags")]
    public static partial int GraphInstantiate(out nint executable, nint graph, ulong flags);

    [LibraryImport(Driver, EntryPoint = "cuGraphLaunch")]
    public static partial int GraphLaunch(nint executable, nint stream);

    [LibraryImport(Driver, EntryPoint = "cuGraphExecDestroy")]
    public static partial int GraphExecutableDestroy(nint executable);

    [LibraryImport(Driver, EntryPoint = "cuGraphDestroy")]
    public static partial int GraphDestroy(nint graph);
}
