using System.Diagnostics;

namespace Fla.Cli;

/// <summary>Times a call: warm first, then batches long enough for the clock, without those that a garbage collection hit.</summary>
internal static class Sampler
{
    private const double BatchMilliseconds = 1;
    private const int WarmCalls = 40;
    private const int FewestSamples = 5;
    private const int MostSamples = 2000;

    /// <summary>Tiered compilation waits this long for calm before it replaces code.</summary>
    private static readonly TimeSpan Compilation = TimeSpan.FromMilliseconds(300);

    public static Samples Measure(Action call, TimeSpan budget, Progress progress)
    {
        double first = Time(call, 1);
        double estimate = Warm(call, first, budget / 2, progress);
        int batch = (int)Math.Clamp(Math.Ceiling(BatchMilliseconds / estimate), 1, 1_000_000);

        var samples = new List<double>();
        int rejected = 0;
        long start = Stopwatch.GetTimestamp();
        for (int attempt = 0; attempt < FewestSamples || (attempt < MostSamples && Stopwatch.GetElapsedTime(start) < budget); attempt++)
        {
            int collections = GC.CollectionCount(0);
            double sample = Time(call, batch);
            if (GC.CollectionCount(0) == collections)
                samples.Add(sample);
            else
                rejected++;
            if (attempt % 32 == 0)
                progress.Report($"measuring: {samples.Count} samples");
        }

        if (samples.Count == 0)
            throw new CliException("every sample was hit by a garbage collection: try a smaller shape");
        samples.Sort();
        return new Samples([.. samples], batch, rejected, first);
    }

    /// <summary>Calls until compilation has settled and returns the milliseconds that the fastest took.</summary>
    private static double Warm(Action call, double first, TimeSpan most, Progress progress)
    {
        progress.Report("warming up");
        double fastest = first;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; (i < WarmCalls || Stopwatch.GetElapsedTime(start) < Compilation) && Stopwatch.GetElapsedTime(start) < most; i++)
            fastest = Math.Min(fastest, Time(call, 1));
        return Math.Max(fastest, 1e-6);
    }

    private static double Time(Action call, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
            call();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
    }
}
