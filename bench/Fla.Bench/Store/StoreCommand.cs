using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Fla.Bench;

/// <summary><c>store</c>: how long tuning results take to be looked up and merged.</summary>
internal static class StoreCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "One JSON object a line." };
        Option<int> count = new("--entries") { Description = "Entries in the database and in each lock file.", DefaultValueFactory = static _ => 100_000 };
        Option<string?> find = new("--find") { Description = "Only the first look-up of this process in a database that is there.", Hidden = true };
        Option<bool> write = new("--write") { Description = "Also rewrites its section of bench/RESULTS.md, from the root of the repository." };
        Command command = new("store", "Tuning results: look-ups in the database, reading, writing and merging lock files, signatures.") { json, count, write, find };
        command.SetAction(arguments =>
        {
            if (arguments.GetValue(find) is { } database)
            {
                Console.WriteLine(StoreBench.Find(database).ToString(CultureInfo.InvariantCulture));
                return;
            }

            List<(string What, double Milliseconds)> rows = [];
            foreach ((string what, double milliseconds) in StoreBench.Run(arguments.GetValue(count)))
            {
                rows.Add((what, milliseconds));
                Console.WriteLine(arguments.GetValue(json)
                    ? new JsonObject { ["what"] = what, ["entries"] = arguments.GetValue(count), ["ms"] = Math.Round(milliseconds, 3) }.ToJsonString()
                    : string.Create(CultureInfo.InvariantCulture, $"{what,-45}{milliseconds,12:0.00} ms"));
            }

            if (arguments.GetValue(write))
                ResultsPage.Write(command.Name, "Tuning results", Markdown(rows, arguments.GetValue(count)));
        });
        return command;
    }

    private static string Markdown(IEnumerable<(string What, double Milliseconds)> rows, int entries) =>
        string.Create(CultureInfo.InvariantCulture, $"A database and lock files of {entries:N0} entries each, medians of seven runs (the first to add and to sign: once). To reach: two merged in less than 2,000 ms, explain 300, report 5,000.\n\n| | ms |\n|---|---|\n")
        + string.Concat(rows.Select(static r => string.Create(CultureInfo.InvariantCulture, $"| {r.What} | {r.Milliseconds:0.0} |\n")));
}
