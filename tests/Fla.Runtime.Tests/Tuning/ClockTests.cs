using Fla.Tests.Stores;
using Fla.Tuning;

namespace Fla.Tests.Tuning;

/// <summary>A clock that was wrong when something was measured, and was put right.</summary>
public sealed class ClockTests
{
    private static readonly PlantedTunable Tunable = new(Planted.BitsSpace, Planted.Right);
    private static readonly TrialRequest Request = new("T=4096,K=64", ElementType.Float32, Threads: 1);

    [Theory]
    [InlineData(-3650)]
    [InlineData(3650)]
    public void WhatIsMeasuredLaterIsTheLater(int days)
    {
        using StoreFolder folder = new();
        using SqliteStore store = new(folder.Database);
        DateTimeOffset now = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
        string[] first = Tune(store, now, again: false), second = Tune(store, now.AddDays(days), again: true);
        Assert.Equal(3, first.Length);
        Assert.Equal(3, second.Length);
        Assert.Empty(first.Intersect(second));
        // Neither the copies of others bring the old ones back, whatever their clocks say.
        Assert.Equal(second, Times(EvidenceMerge.Union(store.Find(new()).Concat(first.Select(Parse)))));
    }

    private static string[] Tune(IEvidenceStore store, DateTimeOffset now, bool again)
    {
        DispatcherSettings settings = Settings.With() with
        {
            Store = store,
            Policy = RacePolicy.Cpu with { Warm = TimeSpan.FromMilliseconds(20) },
            Clock = new Stopped(now),
        };
        Assert.Null(new Tuner(settings).Tune(Tunable, Request, new() { Budget = TimeSpan.FromMilliseconds(50), Again = again }).Failure);
        return Times(store.Find(new()));
    }

    private static string[] Times(IEnumerable<Evidence> entries) => [.. entries.Where(static e => e.Count > 0).Select(static e => e.Line).Order(StringComparer.Ordinal)];

    private static Evidence Parse(string line) => Evidence.TryParse(line, out Evidence? entry, out string? problem) ? entry : throw new InvalidDataException(problem);

    private sealed class Stopped(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
