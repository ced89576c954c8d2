using System.Reflection;
using Fla.Cuda;

namespace Fla.Gpu;

internal static class Kernels
{
    public static MethodInfo Method { get; } = typeof(TileProduct).GetMethod(nameof(TileProduct.Kernel))!;

    public static CudaKernelSource Source { get; } = new()
    {
        Id = "tile_product",
        Method = Method,
        ContentHash = CudaKernelSource.HashOf(Method),
        Threads = TileProduct.Threads,
        SharedBytes = TileProduct.SharedBytes,
        MaxLocalBytes = 0,
    };
}
