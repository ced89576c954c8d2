using System.Collections.Concurrent;

namespace Fla.Tuning;

/// <summary>
/// Measures problems one after the other, in a worker process at idle priority that ends with this one. Calls go on with what the cost
/// model says, and change to the winner when it is known.
/// </summary>
internal static class BackgroundTuner
{
    private static readonly BlockingCollection<(Tuner Tuner, Dispatcher Dispatcher, Problem Problem)> Queue = [];
    private static readonly ConcurrentDictionary<EvidenceSite, bool> Seen = new();
    private static readonly Lazy<Thread> Worker = new(Start);

    /// <summary>Queues a problem unless its bucket was queued before. Never measures at once: false.</summary>
    public static bool Enqueue(Tuner tuner, Dispatcher dispatcher, in Problem problem)
    {
        DispatcherSettings settings = dispatcher.Settings;
        if (WorkerProcess.Obstacle is { } obstacle)
        {
            if (Seen.TryAdd(new("", "", "", "", "", obstacle), true))
                FlaEventSource.Log.Degraded($"nothing is tuned in the background: {obstacle}");
            return false;
        }

        if (Seen.TryAdd(problem.Site(settings.Device, settings.Toolchain, settings.Policy.Key), true))
        {
            Queue.Add((tuner, dispatcher, problem));
            _ = Worker.Value;
        }

        return false;
    }

    private static Thread Start()
    {
        Thread thread = new(Work) { IsBackground = true, Name = "Fla tuner", Priority = ThreadPriority.Lowest };
        thread.UnsafeStart();
        return thread;
    }

    private static void Work()
    {
        foreach ((Tuner tuner, Dispatcher dispatcher, Problem problem) in Queue.GetConsumingEnumerable())
        {
            try
            {
                DispatcherSettings settings = dispatcher.Settings;
                if (Tunables.Find(problem.Space.Name) is { } tunable && tunable.RunsOn(settings.Target) && tunable.ShapeOf(problem) is { } shape)
                {
                    tuner.Tune(tunable, TrialRequest.For(settings, shape, problem), new() { Politely = true });
                    dispatcher.Refresh(problem);
                }
            }
            catch (Exception e)
            {
                // Tuning is a courtesy: whatever goes wrong in it must not end the program.
                FlaEventSource.Log.Degraded($"{problem} could not be tuned: {e.Message}");
            }
        }
    }
}
