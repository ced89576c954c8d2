using Fla.Safetensors;
using Spectre.Console;

namespace Fla.Cli;

/// <summary>A table for people; never cut or wrapped when it goes to a file or a pipe.</summary>
internal sealed class TextTable
{
    private const int PipeWidth = 4096;

    private readonly Table table = new Table().Border(TableBorder.Simple);

    public TextTable(params ReadOnlySpan<string> columns)
    {
        foreach (string column in columns)
        {
            // A leading > aligns a column of numbers to the right.
            var header = new TableColumn(new Text(column.TrimStart('>'), new Style(decoration: Decoration.Bold))).NoWrap();
            table.AddColumn(column.StartsWith('>') ? header.RightAligned() : header);
        }
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
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipeWidth;
        AnsiConsole.Write(table);
    }

    private static Style Colour(string cell) => cell switch
    {
        "pass" => new Style(Color.Green),
        "FAIL" => new Style(Color.Red, decoration: Decoration.Bold),
        "skipped" => new Style(Color.Grey),
        _ => Style.Plain,
    };
}
