using System.Globalization;
using System.Text;

namespace Fla.Bench;

/// <summary>The comparisons as a section of the page that the repository keeps.</summary>
internal static class PeerReport
{
    public static string Section(IReadOnlyList<PeerResult> results)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{OnnxRuntimeOp.Name}; milliseconds a call, median (p10–p90), fp32, both sides in one process in turns; ratio is peer / ours.\n\n")
            .Append("| op | shape | variant | ours | peer | ratio | must | aim | error |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (PeerResult result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Case.Op} | {result.Case.Shape.ToText()} | {result.Variant} | {Times(result.Ours)} | {Times(result.Theirs)} ({result.Peer}) ")
                .Append(CultureInfo.InvariantCulture, $"| **{result.Ratio:0.00}** | {result.Case.Must:0.0} | {result.Case.Aim:0.0} | {Math.Max(result.OutputError, result.StateError):0.0e+0} |\n");
        }

        return text.ToString();
    }

    private static string Times(Samples samples) =>
        string.Create(CultureInfo.InvariantCulture, $"{samples.Median:0.000} ({samples.Quantile(0.1):0.000}–{samples.Quantile(0.9):0.000})");
}
