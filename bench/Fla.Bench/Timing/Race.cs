using System.Diagnostics;

namespace Fla.Bench;

/// <summary>Times several calls in turns (first, second, … first, second, …), so that whatever else the machine does hits all alike.</summary>
internal static class Race
{
    private const int WarmCalls = 40;
    private const int FewestRounds = 5;
    private static readonly TimeSpan Warmth = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(10);

    /// <summary>Nothing shorter can be seen of a single call.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    /// <summary>Long enough for worker threads that spin after a call to fall asleep.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(3);

    /// <param name="budget">About how long to measure, without warming up.</param>
    /// <param name="calls">What to time.</param>
    /// <returns>The samples of each call.</returns>
    public static Samples[] Run(TimeSpan budget, params Action[] calls)
    {
        int[] batches = Array.ConvertAll(calls, Warm);
        List<double>[] samples = Array.ConvertAll(calls, static _ => new List<double>());
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(start) < budget; round++)
        {
            for (int i = 0; i < calls.Length; i++)
            {
                Thread.Sleep(Settling);
                calls[i]();
                samples[i].Add(Time(calls[i], batches[i]));
            }
        }

        return Array.ConvertAll(samples, static s => new Samples([.. s.Order()]));
    }

    /// <summary>Calls until tiered compilation has settled and returns how many calls fill a batch.</summary>
    private static int Warm(Action call)
    {
        double fastest = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < WarmCalls || Stopwatch.GetElapsedTime(start) < Warmth; i++)
            fastest = Math.Min(fastest, Time(call, 1));
        return (int)Math.Ceiling(Batch.TotalMilliseconds / Math.Max(fastest, Tick.TotalMilliseconds));
    }

    private static double Time(Action call, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
            call();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
    }
}
