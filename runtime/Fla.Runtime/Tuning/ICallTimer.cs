using System.Diagnostics;

namespace Fla.Tuning;

/// <summary>Times calls of a variant. The CPU has a stopwatch, a GPU its events, a test a clock of its own.</summary>
public interface ICallTimer
{
    /// <summary>Nanoseconds a call, over some calls in a row; <see cref="Evidence.Lost"/> when something disturbed them.</summary>
    long Time(KernelVariant variant, int calls);

    /// <summary>The time on this clock.</summary>
    TimeSpan Now { get; }
}

/// <summary>The stopwatch: samples that a garbage collection hit do not count.</summary>
internal sealed class StopwatchTimer(Trial trial) : ICallTimer
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    public long Time(KernelVariant variant, int calls)
    {
        int collections = GC.CollectionCount(0);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            trial.Run(variant);
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
        return GC.CollectionCount(0) == collections ? Math.Max(1, (long)nanoseconds) : Evidence.Lost;
    }
}
