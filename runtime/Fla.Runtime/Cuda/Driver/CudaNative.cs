using System.Runtime.InteropServices;

namespace Fla.Cuda;

/// <summary>The driver's functions as they are: devices, modules and launches. Each returns a result code.</summary>
internal static unsafe partial class CudaNative
{
    private const string Driver = CudaLibrary.Driver;

    [LibraryImport(Driver, EntryPoint = "cuInit")]
    public static partial int Init(uint flags);

    [LibraryImport(Driver, EntryPoint = "cuDriverGetVersion")]
    public static partial int DriverGetVersion(out int version);

    [LibraryImport(Driver, EntryPoint = "cuGetErrorName")]
    public static partial int GetErrorName(int code, out byte* text);

    [LibraryImport(Driver, EntryPoint = "cuGetErrorString")]
    public static partial int GetErrorString(int code, out byte* text);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetCount")]
    public static partial int DeviceGetCount(out int count);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGet")]
    public static partial int DeviceGet(out int device, int ordinal);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetName")]
    public static partial int DeviceGetName(byte* name, int length, int device);

    [LibraryImport(Driver, EntryPoint = "cuDeviceTotalMem_v2")]
    public static partial int DeviceTotalMem(out nuint bytes, int device);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetAttribute")]
    public static partial int DeviceGetAttribute(out int value, CudaDeviceAttribute attribute, int device);

    [LibraryImport(Driver, EntryPoint = "cuDevicePrimaryCtxRetain")]
    public static partial int PrimaryContextRetain(out nint context, int device);

    [LibraryImport(Driver, EntryPoint = "cuCtxSetCurrent")]
    public static partial int ContextSetCurrent(nint context);

    [LibraryImport(Driver, EntryPoint = "cuCtxSynchronize")]
    public static partial int ContextSynchronize();

    [LibraryImport(Driver, EntryPoint = "cuModuleLoadData")]
    public static partial int ModuleLoadData(out nint module, void* image);

    [LibraryImport(Driver, EntryPoint = "cuModuleUnload")]
    public static partial int ModuleUnload(nint module);

    [LibraryImport(Driver, EntryPoint = "cuModuleGetFunction", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ModuleGetFunction(out nint function, nint module, string name);

    [LibraryImport(Driver, EntryPoint = "cuLinkCreate_v2")]
    public static partial int LinkCreate(uint count, CudaJitOption* options, void** values, out nint state);

    [LibraryImport(Driver, EntryPoint = "cuLinkAddData_v2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkAddData(nint state, int type, void* data, nuint size, string name, uint count, CudaJitOption* options, void** values);

    [LibraryImport(Driver, EntryPoint = "cuLinkComplete")]
    public static partial int LinkComplete(nint state, out void* cubin, out nuint size);

    [LibraryImport(Driver, EntryPoint = "cuLinkDestroy")]
    public static partial int LinkDestroy(nint state);

    [LibraryImport(Driver, EntryPoint = "cuFuncGetAttribute")]
    public static partial int FunctionGetAttribute(out int value, CudaFunctionAttribute attribute, nint function);

    [LibraryImport(Driver, EntryPoint = "cuFuncSetAttribute")]
    public static partial int FunctionSetAttribute(nint function, CudaFunctionAttribute attribute, int value);

    [LibraryImport(Driver, EntryPoint = "cuLaunchKernel")]
    public static partial int LaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream, void** parameters, void** extra);

    [LibraryImport(CudaLibrary.Management, EntryPoint = "nvmlInit_v2")]
    public static partial int ManagementInit();

    [LibraryImport(CudaLibrary.Management, EntryPoint = "nvmlSystemGetDriverVersion")]
    public static partial int ManagementDriverVersion(byte* text, uint length);
}
