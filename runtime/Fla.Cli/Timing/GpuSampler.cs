using System.Diagnostics;
using Fla.Cuda;

namespace Fla.Cli;

/// <summary>Times a call on a GPU: by its events, the level-2 cache cold.</summary>
internal static class GpuSampler
{
    private const int WarmCalls = 3;
    private const int FewestSamples = 5;
    private const int MostSamples = 2000;

    /// <param name="stream">The stream that the call uses.</param>
    /// <param name="run">Makes the call and waits for it.</param>
    /// <param name="start">Makes the call and does not wait.</param>
    /// <param name="budget">How long to measure.</param>
    /// <param name="progress">Is told how far it is.</param>
    public static Samples Measure(CudaStream stream, Action run, Action start, TimeSpan budget, Progress progress)
    {
        progress.Report("compiling");
        long begun = Stopwatch.GetTimestamp();
        run();
        double first = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        using var timer = new CudaEventTimer(stream);
        for (int i = 0; i < WarmCalls; i++)
            timer.Milliseconds(start);
        var samples = new List<double>();
        begun = Stopwatch.GetTimestamp();
        while (samples.Count < FewestSamples || (samples.Count < MostSamples && Stopwatch.GetElapsedTime(begun) < budget))
        {
            samples.Add(timer.Milliseconds(start));
            if (samples.Count % 32 == 0)
                progress.Report($"measuring: {samples.Count} samples");
        }

        samples.Sort();
        return new Samples([.. samples], 1, 0, first);
    }
}
