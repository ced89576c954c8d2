using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The options of commands that ask a team's server.</summary>
internal sealed class TeamOptions
{
    private const string Usual = "10s";
    private readonly Option<string?> team = new("--team") { Description = $"The team's server. Default: {TeamStores.Variable}.", HelpName = "ADDRESS" };
    private readonly Option<string> timeout = new("--timeout") { Description = "The longest wait for the server.", HelpName = Usual, DefaultValueFactory = _ => Usual };

    public TeamOptions(Command command)
    {
        command.Add(team);
        command.Add(timeout);
    }

    /// <summary>How long commands that have no such option wait for the server.</summary>
    public static TimeSpan Patience { get; } = Duration.Parse("--timeout", Usual);

    public ITeamStore Open(ParseResult result, bool writes)
    {
        (string name, string? text) = result.GetValue(team) is { } given ? ("--team", given) : (TeamStores.Variable, Environment.GetEnvironmentVariable(TeamStores.Variable));
        if (string.IsNullOrWhiteSpace(text))
            throw new CliException($"there is no team: set {TeamStores.Variable}, or give --team ADDRESS");
        try
        {
            TuningEnvironment environment = TuningEnvironment.Current;
            ITeamStore store = environment.TeamStore(TeamAddress.Parse(text, name) with { Writes = writes });
            foreach (string warning in environment.Warnings)
                Boundary.Report($"note: {warning}");
            return store;
        }
        catch (FormatException e)
        {
            throw new CliException(e.Message);
        }
    }

    /// <summary>Gives the server a snapshot.</summary>
    public void Push(ParseResult result, string id, byte[] bytes)
    {
        using ITeamStore store = Open(result, writes: true);
        if (store.PutSnapshot(id, bytes, Duration.Parse("--timeout", result.GetValue(timeout)!)) is { } problem)
            throw new CliException($"{store.Location}: {problem}");
    }

    public void Synchronize(ITeamStore store, ParseResult result) => Synchronize(store, Duration.Parse("--timeout", result.GetValue(timeout)!));

    /// <summary>Has a store send and read all there is.</summary>
    /// <exception cref="CliException">It could not be done in time.</exception>
    public static void Synchronize(ITeamStore store, TimeSpan limit)
    {
        if (store.Synchronize(limit) is { } problem)
            throw new CliException($"{store.Location}: {problem}");
        foreach (string warning in store.Warnings)
            Boundary.Report($"note: {warning}");
    }
}
