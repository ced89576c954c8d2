using System.Diagnostics;
using System.Text.Json;
using Fla.Redis;
using Fla.Tuning;

namespace Fla.Bench;

/// <summary>One of the processes that look up: says when it is ready, waits for a line, looks up, waits for another, and writes its result as a line.</summary>
internal static class TeamClient
{
    private const int Tries = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void Run(string address, TeamRun run)
    {
        using RedisTeamStore store = new(new() { Address = TeamAddress.Parse(address) });
        // So many that start at once may keep each other from it.
        for (int i = 0; i < Tries && store.Synchronize(Patience) is not null; i++)
        {
        }

        // Compiled and warm: it is not the start that is measured.
        for (int i = 0; i < run.Rate; i++)
            IsFound(store, i, run);
        Console.WriteLine("ready");
        Console.ReadLine();
        Console.WriteLine(JsonSerializer.Serialize(Measure(store, run)));
    }

    private static TeamClientResult Measure(RedisTeamStore store, TeamRun run)
    {
        int[] times = new int[run.Rate * run.Seconds];
        int failures = 0;
        long start = Stopwatch.GetTimestamp();
        for (int done = 0; done < times.Length;)
        {
            int due = Math.Min(times.Length, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * run.Rate));
            for (; done < due; done++)
            {
                long before = Stopwatch.GetTimestamp();
                failures += IsFound(store, done, run) ? 0 : 1;
                times[done] = (int)Stopwatch.GetElapsedTime(before).TotalNanoseconds;
            }

            Thread.Sleep(1);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string? problem = store.State == TeamState.Online ? null : store.LastProblem;
        // Until nothing is written any more.
        Console.ReadLine();
        problem ??= store.Synchronize(Patience);
        return new(seconds, failures, store.Find(new()).Count, problem, times);
    }

    private static bool IsFound(RedisTeamStore store, int i, TeamRun run)
    {
        int site = i % (run.Entries / StoreEntries.Variants);
        return store.Find(StoreEntries.Exact(site)).Count >= StoreEntries.Variants;
    }
}
