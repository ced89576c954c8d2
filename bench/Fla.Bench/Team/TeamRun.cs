namespace Fla.Bench;

/// <summary>What one process is to do, and what all are told.</summary>
/// <param name="Processes">How many look up at once.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="Rate">Look-ups a second of each.</param>
/// <param name="Entries">Entries on the server at the start.</param>
internal sealed record TeamRun(int Processes, int Seconds, int Rate, int Entries)
{
    /// <summary>How often a process asks the server for what is new.</summary>
    public const int EveryMilliseconds = 200;
}

/// <summary>What one process did.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Failures">Look-ups that threw or found less than is there.</param>
/// <param name="Seen">Entries that it had in the end.</param>
/// <param name="Problem">What was wrong with the store in the end, or null.</param>
/// <param name="Nanoseconds">The time of each look-up.</param>
internal sealed record TeamClientResult(double Seconds, int Failures, int Seen, string? Problem, int[] Nanoseconds);
