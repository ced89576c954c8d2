using System.Runtime.InteropServices;

namespace Fla.Cuda;

/// <summary><c>CUmemPoolProps</c>: a pool of memory of one device, shared with no other process.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
internal readonly struct CudaPoolProperties(int device)
{
    private const int Pinned = 1;
    private const int OnDevice = 1;

    private readonly int _allocation = Pinned;
    private readonly int _handles;
    private readonly int _place = OnDevice;
    private readonly int _device = device;
}
