using System.Runtime.InteropServices;

namespace Fla.Interop;

/// <summary>DLPack's <c>DLDevice</c>: where memory is.</summary>
/// <param name="DeviceType">1 is the CPU, 2 a GPU of NVIDIA, 3 memory of the host that is pinned for one.</param>
/// <param name="DeviceId">The number of the GPU.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DLDevice(int DeviceType, int DeviceId)
{
    /// <summary><c>kDLCPU</c>.</summary>
    public const int Cpu = 1;

    /// <summary><c>kDLCUDA</c>.</summary>
    public const int Cuda = 2;

    /// <summary><c>kDLCUDAHost</c>.</summary>
    public const int CudaHost = 3;

    /// <summary><c>CPU</c>, <c>GPU 0</c> or the number of another type.</summary>
    public override string ToString() => DeviceType switch
    {
        Cpu or CudaHost => "CPU",
        Cuda => $"GPU {DeviceId}",
        _ => $"device type {DeviceType}",
    };
}
