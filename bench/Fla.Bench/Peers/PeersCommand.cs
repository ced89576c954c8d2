using System.CommandLine;

namespace Fla.Bench;

/// <summary><c>peers</c>: our CPU ops beside ONNX Runtime's LinearAttention, in one process.</summary>
internal static class PeersCommand
{
    private static readonly TimeSpan Thorough = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "One JSON object a line." };
        Option<bool> quick = new("--quick") { Description = "A second a case instead of six." };
        Option<string?> only = new("--only") { Description = "Cases whose op and shape contain this text.", HelpName = "TEXT" };
        Option<string?> variant = new("--variant") { Description = "The variant of ours to run instead of the one that dispatch chooses.", HelpName = "ID" };
        Option<bool> write = new("--write") { Description = "Also rewrites its section of bench/RESULTS.md, from the root of the repository." };
        Command command = new("peers", "Our CPU ops beside ONNX Runtime's com.microsoft::LinearAttention: do they agree, and which is faster.") { json, quick, only, variant, write };
        command.SetAction(arguments =>
        {
            List<PeerResult> results = [];
            foreach (PeerCase benchmark in PeerCase.All.Where(c => $"{c.Op} {c.Shape.ToText()}".Contains(arguments.GetValue(only) ?? "", StringComparison.OrdinalIgnoreCase)))
            {
                PeerResult result = Comparison.Run(benchmark, arguments.GetValue(quick) ? Quick : Thorough, arguments.GetValue(variant));
                results.Add(result);
                if (arguments.GetValue(json))
                    PeerJson.Write(result);
            }

            if (!arguments.GetValue(json))
                PeerTable.Print(results);
            if (arguments.GetValue(write))
                ResultsPage.Write(command.Name, "Beside ONNX Runtime", PeerReport.Section(results));
            return results.TrueForAll(result => result.Agrees) ? 0 : 1;
        });
        return command;
    }
}
