namespace Fla.Tuning;

/// <summary>How variants are timed against each other. Its name is part of every key: times taken otherwise are not comparable.</summary>
public sealed record RacePolicy
{
    /// <summary>The CPU's policy.</summary>
    public static RacePolicy Cpu { get; } = new();

    /// <summary>Changes with whatever changes the meaning of a sample.</summary>
    public string Name { get; init; } = "race-1";

    /// <summary>Rounds before anybody but the hopeless is dropped.</summary>
    public int FewestRounds { get; init; } = 4;

    /// <summary>Rounds after which the race ends, decided or not.</summary>
    public int MostRounds { get; init; } = 16;

    /// <summary>A variant that takes this many times the best one's time leaves after the first round.</summary>
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
    public TimeSpan Warm { get; init; } = TimeSpan.FromMilliseconds(400);
}
