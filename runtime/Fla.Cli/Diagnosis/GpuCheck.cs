using Fla.Cuda;

namespace Fla.Cli;

/// <summary>The GPUs that the driver shows, and where kernels that were compiled for them are kept.</summary>
internal static class GpuCheck
{
    private const string Area = "gpu";

    public static IEnumerable<Finding> Look()
    {
        if (CudaDevice.Unavailable is { } reason)
        {
            yield return Finding.Ok(Area, $"none: ops run on the CPU. {reason}");
            yield break;
        }

        foreach (CudaDevice device in CudaDevice.All)
        {
            CudaLimits limits = device.Limits;
            yield return Finding.Ok(Area, $"{device.Ordinal}: {device.Name}, {device.ToDevice().Id}, {limits.Multiprocessors} multiprocessors, "
                + $"{Format.Bytes(device.MemoryBytes)}, L2 {Format.Bytes(device.L2Bytes)}, {Format.Bytes(limits.SharedBytesPerBlock)} of shared memory a block");
            KernelVariant[] outside = [.. KernelRegistry.Tables.SelectMany(t => t.Variants).Where(v => v.Target == KernelTarget.Cuda && limits.Obstacle(v.Resources) is not null)];
            if (outside.Length > 0)
                yield return Finding.Ok(Area, $"{device.Ordinal}: {outside.Length} CUDA variants do not fit it, such as {outside[0].Id}, which {limits.Obstacle(outside[0].Resources)}");
        }

        yield return Finding.Ok(Area, $"toolchain {CudaDevice.All[0].ToToolchain()}");
        yield return Finding.Ok(Area, CudaCache.Default is { } cache ? $"compiled kernels are kept in {cache.Folder}" : $"compiled kernels are not kept: {CudaCache.Variable} is off");
    }
}
