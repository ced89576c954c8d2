using Fla.Cuda;

namespace Fla.Gpu;

internal static class Time
{
    /// <summary>Milliseconds of one call, from events around many.</summary>
    public static double OnGpu(CudaStream stream, int count, Action call)
    {
        using CudaEvent start = new(stream.Device), end = new(stream.Device);
        for (int i = 0; i < 3; i++)
            call();
        start.Record(stream);
        for (int i = 0; i < count; i++)
            call();
        end.Record(stream);
        end.Synchronize();
        return end.MillisecondsSince(start) / count;
    }
}
