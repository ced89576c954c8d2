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
        Command command = new("store", "Tuning results: look-ups in the database, reading, writing and merging lock files.") { json, count, find };
        command.SetAction(arguments =>
        {
            if (arguments.GetValue(find) is { } database)
            {
                Console.WriteLine(StoreBench.Find(database).ToString(CultureInfo.InvariantCulture));
                return;
            }

            foreach ((string what, double milliseconds) in StoreBench.Run(arguments.GetValue(count)))
            {
                Console.WriteLine(arguments.GetValue(json)
                    ? new JsonObject { ["what"] = what, ["entries"] = arguments.GetValue(count), ["ms"] = Math.Round(milliseconds, 3) }.ToJsonString()
                    : string.Create(CultureInfo.InvariantCulture, $"{what,-45}{milliseconds,12:0.00} ms"));
            }
        });
        return command;
    }
}
