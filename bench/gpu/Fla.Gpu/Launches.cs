using System.Diagnostics;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>What a launch costs on the host, alone and in a graph.</summary>
internal static class Launches
{
    private const int Count = 500;
    private const int Rounds = 10;

    public static void Run(CudaDevice device, Report report)
    {
        using Problem problem = new(device, batch: 4, depth: 128);
        using CudaStream stream = new(device);
        using CudaKernel kernel = CudaKernel.Load(device, Kernels.Source, cache: null);
        TileProduct.Arguments arguments = problem.Arguments;
        double best = double.MaxValue;
        long allocated = 0;
        for (int round = 0; round < Rounds; round++)
        {
            stream.Synchronize();
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Count; i++)
                kernel.Launch(new(problem.Batch), stream, arguments);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Count);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        report.Check("launch", best < 10 && allocated == 0, $"{best:F2} µs on the host, {allocated} bytes allocated by {Count}");

        using CudaGraph graph = CudaGraph.Capture(stream, () =>
        {
            for (int i = 0; i < 20; i++)
                kernel.Launch(new(problem.Batch), stream, arguments);
        });
        problem.Result.Clear(stream);
        graph.Launch(stream);
        stream.Synchronize();
        double error = problem.Error();
        double single = Time.OnGpu(stream, Count, () => kernel.Launch(new(problem.Batch), stream, arguments));
        double replayed = Time.OnGpu(stream, 50, () => graph.Launch(stream)) / 20;
        report.Check("graph", error < 1e-4, $"error {error:E1}, {replayed * 1000:F2} µs a kernel in a graph of 20, {single * 1000:F2} µs launched alone");
    }
}
