using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Fla.Bench;

/// <summary>The comparisons as the page that the repository keeps.</summary>
internal static class PeerReport
{
    private const string NotesMark = "## Notes";

    /// <summary>Writes the page; what a person noted under its last heading stays.</summary>
    public static void Write(string path, IReadOnlyList<PeerResult> results)
    {
        string notes = File.Exists(path) && File.ReadAllText(path) is { } old && old.IndexOf(NotesMark, StringComparison.Ordinal) is >= 0 and int at
            ? old[at..]
            : NotesMark + "\n";
        StringBuilder page = new();
        page.Append("# Results\n\nMade by `dotnet run -c Release --project bench/Fla.Bench -- peers --write`. Milliseconds a call, median (p10–p90), fp32, ")
            .Append("both sides in one process in turns; ratio is peer / ours.\n\n")
            .Append(Invariant($"{DateTime.UtcNow:yyyy-MM-dd}, {Processor()}, {Environment.ProcessorCount} threads, {CpuTarget.HardwareBits}-bit vectors, {RuntimeInformation.FrameworkDescription}, {OnnxRuntimeOp.Name}.\n\n"))
            .Append("| op | shape | variant | ours | peer | ratio | must | aim | error |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (PeerResult result in results)
        {
            page.Append(Invariant($"| {result.Case.Op} | {result.Case.Shape.ToText()} | {result.Variant} | {Times(result.Ours)} | {Times(result.Theirs)} ({result.Peer}) "))
                .Append(Invariant($"| **{result.Ratio:0.00}** | {result.Case.Must:0.0} | {result.Case.Aim:0.0} | {Math.Max(result.OutputError, result.StateError):0.0e+0} |\n"));
        }

        File.WriteAllText(path, page.Append('\n').Append(notes).ToString());
    }

    private static string Times(Samples samples) =>
        Invariant($"{samples.Median:0.000} ({samples.Quantile(0.1):0.000}–{samples.Quantile(0.9):0.000})");

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
