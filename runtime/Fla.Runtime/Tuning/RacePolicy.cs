using System.Globalization;
using System.Text;

namespace Fla.Tuning;

/// <summary>How variants are timed against each other. Its name is part of every key: times taken otherwise are not comparable.</summary>
public sealed record RacePolicy
{
    /// <summary>The CPU's policy.</summary>
    public static RacePolicy Cpu { get; } = new();

    /// <summary>A GPU's: one call a sample, by events, after the level-2 cache was flooded. Compiled before it is called, it needs no warmth.</summary>
    public static RacePolicy Cuda { get; } = new() { Name = "events-2", FewestRounds = 8, MostRounds = 32, Batch = TimeSpan.Zero, WarmCalls = 4, Warm = TimeSpan.Zero };

    /// <summary>The protocol: changes when its code does.</summary>
    public string Name { get; init; } = "race-2";

    /// <summary>Rounds before anybody but the hopeless is dropped.</summary>
    public int FewestRounds { get; init; } = 4;

    /// <summary>Rounds after which the race ends, decided or not.</summary>
    public int MostRounds { get; init; } = 24;

    /// <summary>A variant that takes this many times the best one's time leaves after two rounds.</summary>
    public double Hopeless { get; init; } = 1.5;

    /// <summary>Variants that stay however slow they are, so that there is a race.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>Most variants that run on after the first rounds.</summary>
    public int Finalists { get; init; } = 8;

    /// <summary>A gain that is less than this for certain is a tie: the canonical variant wins.</summary>
    public double Gain { get; init; } = 1.01;

    /// <summary>Least time of one sample.</summary>
    public TimeSpan Batch { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Calls of each variant before the first sample: tiered compilation has replaced the first code by then.</summary>
    public int WarmCalls { get; init; } = 40;

    /// <summary>Least time of warming all variants together.</summary>
    public TimeSpan Warm { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>The policy in keys: its name, and a hash of all that can be set.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Name}-{Hash(ToString()):x8}");

    private static uint Hash(string text) => text.Aggregate(2166136261u, static (hash, c) => (hash ^ c) * 16777619u);

    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{Name} {FewestRounds} {MostRounds} {Hopeless} {Keep} {Finalists} {Gain} {Batch.Ticks} {WarmCalls} {Warm.Ticks}");
        return true;
    }
}
