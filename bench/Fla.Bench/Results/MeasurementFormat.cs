using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Fla.Bench;

/// <summary>Measurements for programs, for people and for the repository's page.</summary>
/// <param name="Unit">The unit of the numbers.</param>
/// <param name="PerMillisecond">How many of them a millisecond has.</param>
/// <param name="Format">How they are written.</param>
internal sealed record MeasurementFormat(string Unit, double PerMillisecond, string Format)
{
    private const int Digits = 3;
    private const int Unwrapped = 4096;

    public void WriteJson(Measurement measurement)
    {
        JsonObject line = new()
        {
            ["name"] = measurement.Name,
            ["unit"] = Unit,
            ["median"] = Number(measurement, 0.5),
            ["p10"] = Number(measurement, 0.1),
            ["p90"] = Number(measurement, 0.9),
            ["min"] = Number(measurement, 0),
            ["samples"] = measurement.Samples.Sorted.Length,
        };
        if (measurement.AllocatedBytes is { } bytes)
            line["allocatedBytes"] = bytes;
        Console.WriteLine(line.ToJsonString(JsonSerializerOptions.Default));
    }

    public void Print(IReadOnlyList<Measurement> measurements)
    {
        Table table = new Table().Border(TableBorder.Simple);
        bool allocations = HasAllocations(measurements);
        table.AddColumn("");
        foreach (string column in (string[])[$"median {Unit}", "p10", "p90", "min", "samples", .. allocations ? (string[])["bytes"] : []])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (Measurement m in measurements)
        {
            string[] cells = [Markup.Escape(m.Name), Text(m, 0.5), Text(m, 0.1), Text(m, 0.9), Text(m, 0), m.Samples.Sorted.Length.ToString(CultureInfo.InvariantCulture)];
            table.AddRow(allocations ? [.. cells, Bytes(m)] : cells);
        }

        AnsiConsole.Profile.Width = Unwrapped;
        AnsiConsole.Write(table);
    }

    public string Markdown(string head, IReadOnlyList<Measurement> measurements)
    {
        bool allocations = HasAllocations(measurements);
        StringBuilder text = new($"| {head} | {Unit} |{(allocations ? " bytes allocated |" : "")}\n|---|---|{(allocations ? "---|" : "")}\n");
        foreach (Measurement m in measurements)
            text.Append(CultureInfo.InvariantCulture, $"| {m.Name} | {Text(m, 0.5)} ({Text(m, 0.1)}–{Text(m, 0.9)}) |{(allocations ? $" {Bytes(m)} |" : "")}\n");
        return text.ToString();
    }

    private static bool HasAllocations(IReadOnlyList<Measurement> measurements) => measurements.Any(static m => m.AllocatedBytes is not null);

    private static string Bytes(Measurement measurement) => measurement.AllocatedBytes?.ToString("0.#", CultureInfo.InvariantCulture) ?? "";

    private double Number(Measurement measurement, double share) => Math.Round(measurement.Samples.Quantile(share) * PerMillisecond, Digits);

    private string Text(Measurement measurement, double share) => Number(measurement, share).ToString(Format, CultureInfo.InvariantCulture);
}
