using System.Reflection;
using System.Runtime.InteropServices;

namespace Fla.Cuda;

/// <summary>The driver's library: found once, by the name that each system gives it.</summary>
internal static class CudaLibrary
{
    public const string Driver = "libcuda.so.1";
    public const string Management = "libnvidia-ml.so.1";

    private static readonly Lazy<string?> s_missing = new(Find);

    /// <summary>Why there is no driver; null when there is one.</summary>
    public static string? Missing => s_missing.Value;

    private static string? Find()
    {
        NativeLibrary.SetDllImportResolver(typeof(CudaLibrary).Assembly, Resolve);
        if (!NativeLibrary.TryLoad(NameOf(Driver), out _))
            return $"There is no NVIDIA driver: {NameOf(Driver)} was not found. Install the driver; in a container, start it with access to the GPU (--gpus all).";
        int code = CudaNative.Init(0);
        return code == 0 ? null : $"The NVIDIA driver does not start: {CudaCheck.Describe(code)}";
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        NativeLibrary.TryLoad(NameOf(name), assembly, path, out nint handle) ? handle : 0;

    private static string NameOf(string name) => !OperatingSystem.IsWindows() ? name : name switch
    {
        Driver => "nvcuda.dll",
        Management => "nvml.dll",
        _ => name,
    };
}
