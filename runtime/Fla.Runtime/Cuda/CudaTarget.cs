using System.ComponentModel;

namespace Fla.Cuda;

/// <summary>For emitted launchers: GPUs as a target.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CudaTarget
{
    /// <summary>Runs every program of a grid in the order of a stream. Nobody waits; once the kernel is loaded, nothing is allocated.</summary>
    /// <exception cref="ArgumentException">The variant is not for GPUs.</exception>
    /// <exception cref="CudaException">It cannot be compiled or launched.</exception>
    public static void Run<T>(KernelVariant variant, CudaStream stream, Grid grid, in T arguments) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(stream);
        variant.On(stream.Device).Launch(grid, stream, arguments);
    }
}
