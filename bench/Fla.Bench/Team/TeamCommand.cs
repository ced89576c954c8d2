using System.CommandLine;

namespace Fla.Bench;

/// <summary><c>team</c>: many processes with one server.</summary>
internal static class TeamCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Option<bool> write = new("--write") { Description = "Also rewrites its section of bench/RESULTS.md." };
        Option<int> processes = Number("--processes", 32, "Processes that look up at once.");
        Option<int> seconds = Number("--seconds", 5, "For how long.");
        Option<int> rate = Number("--rate", 1000, "Look-ups a second of each.");
        Option<int> entries = Number("--entries", 10_000, "Entries on the server.");
        Option<string?> client = new("--client") { Description = "Be one of the processes.", Hidden = true };
        Command command = new("team", "A team's server: look-ups of many processes while somebody writes. Starts redis-server on this machine.") { json, write, processes, seconds, rate, entries, client };
        command.SetAction(arguments =>
        {
            TeamRun run = new(arguments.GetValue(processes), arguments.GetValue(seconds), arguments.GetValue(rate), arguments.GetValue(entries));
            if (arguments.GetValue(client) is { } address)
            {
                TeamClient.Run(address, run);
                return 0;
            }

            TeamReport report = TeamBench.Run(run);
            if (arguments.GetValue(write))
                ResultsPage.Write("team", "A team's server", report.Markdown());
            if (arguments.GetValue(json))
                Console.WriteLine(report.Json());
            else
                report.Lines.ToList().ForEach(static line => Console.WriteLine($"{line.What,-55}{line.Value,12}"));
            foreach (string problem in report.Clients.Select(static c => c.Problem).OfType<string>().Distinct())
                Console.Error.WriteLine(problem);
            return report.Failures == 0 ? 0 : 1;
        });
        return command;
    }

    private static Option<int> Number(string name, int usual, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual, HelpName = "N" };
}
