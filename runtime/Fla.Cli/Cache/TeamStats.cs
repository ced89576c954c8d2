using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The team's store in numbers, after it was asked for what is new.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="State">Whether it can be reached.</param>
/// <param name="Entries">What is known of it.</param>
/// <param name="OfThisBuild">How many of these are of variants of this build.</param>
/// <param name="Warnings">What is wrong with it.</param>
internal sealed record TeamStats(string Location, string State, int Entries, int OfThisBuild, IReadOnlyList<string> Warnings)
{
    /// <summary>That of FLA_TUNE_TEAM, or null where that is not set.</summary>
    public static TeamStats? Ask()
    {
        TuningEnvironment environment = TuningEnvironment.Current;
        using ITeamStore? store = environment.TeamStore();
        if (store is null)
            return environment.Warnings is { Count: > 0 } warnings ? new("", "unusable", 0, 0, warnings) : null;
        store.Synchronize(TeamOptions.Patience);
        IReadOnlyList<Evidence> entries = store.Find(new());
        return new(store.Location, store.State.ToString().ToLowerInvariant(), entries.Count, entries.Count(Build.Has), store.Warnings);
    }
}
