using Spectre.Console;

namespace Fla.Bench;

/// <summary>The comparisons for people.</summary>
internal static class PeerTable
{
    private const int Unwrapped = 4096;

    public static void Print(IReadOnlyList<PeerResult> results)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in (ReadOnlySpan<string>)["op", "shape", "variant"])
            table.AddColumn(column);
        foreach (string column in (ReadOnlySpan<string>)["ours", "p10", "p90", "peer", "p10", "p90", "ratio", "of bests", "must", "aim", "error o", "state"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (PeerResult result in results)
        {
            table.AddRow(
                result.Case.Op,
                result.Case.Shape.ToText(),
                result.Variant[(result.Variant.LastIndexOf('/') + 1)..],
                Text($"{result.Ours.Median:0.000}"),
                Text($"{result.Ours.Quantile(0.1):0.000}"),
                Text($"{result.Ours.Quantile(0.9):0.000}"),
                Text($"{result.Theirs.Median:0.000}"),
                Text($"{result.Theirs.Quantile(0.1):0.000}"),
                Text($"{result.Theirs.Quantile(0.9):0.000}"),
                Text($"{result.Ratio:0.00}"),
                Text($"{result.RatioOfBests:0.00}"),
                Target(result, result.Case.Must),
                Target(result, result.Case.Aim),
                Text($"{result.OutputError:0.0e+0}"),
                Text($"{result.StateError:0.0e+0}"));
        }

        AnsiConsole.Profile.Width = Unwrapped;
        AnsiConsole.Write(table);
        Console.WriteLine(
            $"Milliseconds a call. Peer: {OnnxRuntimeOp.Name}, {Environment.ProcessorCount} threads on both sides. "
            + "On a busy machine the peer suffers more than ours: only a quiet one gives ratios to report.");
        foreach (PeerResult result in results.Where(result => !result.Agrees))
            Console.WriteLine($"{result.Case.Op} {result.Case.Shape.ToText()}: THE SIDES DISAGREE");
    }

    private static string Target(PeerResult result, double? target) => target is null
        ? "-"
        : Text($"[{(result.Ratio >= target ? "green" : "red")}]{target:0.0}[/]");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
