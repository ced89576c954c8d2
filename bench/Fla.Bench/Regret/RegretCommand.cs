using System.CommandLine;
using Fla.Tuning;

namespace Fla.Bench;

/// <summary><c>regret</c>: how much slower the cost model's choice is than the best variant, over random shapes.</summary>
internal static class RegretCommand
{
    private static readonly ShapeSampler Shapes = new()
    {
        Dims = [32, 64, 64, 100, 128, 128, 256],
        OtherValueDims = true,
        MostTokens = 4096,
        Batches = 4,
        Heads = 5,
        Fits = static (_, shape) => (double)shape.B * shape.H * shape.T * shape.K * shape.V < 8e9,
    };

    public static Command Create()
    {
        Option<int> count = new("--count") { Description = "Shapes to draw.", DefaultValueFactory = static _ => 40 };
        Option<int> seed = new("--seed") { Description = "Seed of the shapes.", DefaultValueFactory = static _ => 1 };
        Option<double> budget = new("--budget") { Description = "Seconds of samples a shape.", DefaultValueFactory = static _ => 1.5 };
        Option<bool> json = new("--json") { Description = "One JSON object a line." };
        Option<bool> write = new("--write") { Description = "Also rewrites its section of bench/RESULTS.md, from the root of the repository." };
        Command command = new("regret", "The cost model's choice against the best variant of a race, over random shapes of the catalog's ops.") { count, seed, budget, json, write };
        command.SetAction(arguments =>
        {
            DispatcherSettings settings = new() { Device = Device.Cpu, Toolchain = Toolchain.Cpu, Store = new MemoryStore() };
            List<RegretCase> cases = [];
            foreach ((OpDescriptor op, OpShape shape) in Shapes.Draw(arguments.GetValue(seed)).Take(arguments.GetValue(count)))
            {
                RegretCase measured = RegretCase.Measure(op, shape, settings, TimeSpan.FromSeconds(arguments.GetValue(budget)));
                cases.Add(measured);
                Console.WriteLine(arguments.GetValue(json) ? measured.Json() : measured.Text());
            }

            RegretSummary summary = new(cases);
            if (!arguments.GetValue(json))
                Console.WriteLine(summary.Text());
            if (arguments.GetValue(write))
                ResultsPage.Write(command.Name, "Choosing without measuring", summary.Markdown());
        });
        return command;
    }
}
