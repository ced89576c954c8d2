using Fla.Safetensors;
using Spectre.Console;

namespace Fla.Cli;

/// <summary>A table for people. A row is one line however narrow the terminal, so that ids can be copied and lines searched.</summary>
internal sealed class TextTable
{
    private const int Unwrapped = 4096;

    private readonly Table table = new Table().Border(TableBorder.Simple);

    public TextTable(params ReadOnlySpan<string> columns)
    {
        foreach (string column in columns)
        {
            // A leading > aligns a column of numbers to the right.
            var header = new TableColumn(new Text(column.TrimStart('>'), new Style(decoration: Decoration.Bold)));
            table.AddColumn(column.StartsWith('>') ? header.RightAligned() : header);
        }
    }

    /// <summary>Names and what they stand for, without a head.</summary>
    public static void PrintFacts(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var list = new TextTable("", "");
        list.table.HideHeaders().NoBorder().Columns[0].PadRight(2);
        foreach ((string name, string value) in facts)
            list.Add(name, value);
        list.Print();
    }

    public TextTable Add(params ReadOnlySpan<string> cells)
    {
        var row = new Text[cells.Length];
        for (int i = 0; i < row.Length; i++)
            row[i] = new Text(Printable.Line(cells[i]), Colour(cells[i]));
        table.AddRow(row);
        return this;
    }

    public void Print()
    {
        AnsiConsole.Profile.Width = Unwrapped;
        AnsiConsole.Write(table);
    }

    private static Style Colour(string cell) => cell switch
    {
        "pass" or "ok" => new Style(Color.Green),
        "warning" => new Style(Color.Yellow),
        "FAIL" or "ERROR" or "problem" => new Style(Color.Red, decoration: Decoration.Bold),
        _ => Style.Plain,
    };
}
