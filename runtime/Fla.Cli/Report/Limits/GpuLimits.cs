using System.Globalization;
using Fla.Cuda;

namespace Fla.Cli;

/// <summary>What decides which kernels fit a GPU that is not in this machine, from its id and NVIDIA's table of compute capabilities.</summary>
internal static class GpuLimits
{
    private const int ThreadsPerBlock = 1024, ReservedBytes = 1024;

    /// <summary>The limits of <c>cuda-sm_90-132-H100-80GB</c>; null for a CPU's id, and for architectures that are not in the table.</summary>
    public static CudaLimits? Of(string device)
    {
        if (device.Split('-') is not ["cuda", var architecture, var count, ..] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int multiprocessors))
            return null;
        return architecture switch
        {
            "sm_80" => Limits(164, 2048),
            "sm_86" or "sm_89" or "sm_120" => Limits(100, 1536),
            "sm_90" or "sm_100" => Limits(228, 2048),
            _ => null,
        };

        CudaLimits Limits(int sharedKibibytes, int threads) =>
            new(multiprocessors, (sharedKibibytes << 10) - ReservedBytes, sharedKibibytes << 10, ThreadsPerBlock, threads);
    }
}
