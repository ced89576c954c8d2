namespace Fla.Redis;

/// <summary>How long a server that failed is left alone: from a second to a minute, twice as long each time, and not by all clients at once.</summary>
internal sealed class Backoff
{
    private const double Longest = 60;
    private int _failures;

    public TimeSpan Next() => TimeSpan.FromSeconds(Math.Min(Longest, Math.Pow(2, Math.Min(_failures++, 10))) * (0.75 + (Random.Shared.NextDouble() / 2)));

    public void Reset() => _failures = 0;
}
