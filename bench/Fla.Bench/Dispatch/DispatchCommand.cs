using System.CommandLine;

namespace Fla.Bench;

/// <summary><c>dispatch</c>: what a call costs before and around its arithmetic.</summary>
internal static class DispatchCommand
{
    private const int AllocatingCalls = 1000;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(6);
    private static readonly MeasurementFormat Format = new("ns", 1e6, "0");

    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "One JSON object a line." };
        Option<bool> write = new("--write") { Description = "Also rewrites its section of bench/RESULTS.md, from the root of the repository." };
        Command command = new("dispatch", "Variant selection alone, calls with next to nothing to compute, and what they allocate.") { json, write };
        command.SetAction(arguments =>
        {
            IReadOnlyList<(string Name, Action Call)> cases = DispatchCases.All();
            Samples[] samples = Race.Run(Budget, [.. cases.Select(static c => c.Call)]);
            Measurement[] measurements = [.. cases.Zip(samples, static (c, s) => new Measurement(c.Name, s, AllocatedBytes(c.Call)))];
            if (arguments.GetValue(json))
                Array.ForEach(measurements, Format.WriteJson);
            else
                Format.Print(measurements);
            if (arguments.GetValue(write))
                ResultsPage.Write(command.Name, "Around the kernel", Section(measurements));
        });
        return command;
    }

    /// <summary>By all threads, workers included.</summary>
    private static double AllocatedBytes(Action call)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < AllocatingCalls; i++)
            call();
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / AllocatingCalls;
    }

    private static string Section(Measurement[] measurements) =>
        "Median (p10–p90) of warm calls, fp32, H = 1, K = V = 32. "
        + "`Forward` includes making the tensor spans, checking the contract, choosing the variant, launching and computing.\n\n"
        + Format.Markdown("call", measurements);
}
