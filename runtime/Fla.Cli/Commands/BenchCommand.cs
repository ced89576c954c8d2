using System.CommandLine;

namespace Fla.Cli;

/// <summary><c>fla bench OP</c>: how long an op takes at a shape.</summary>
internal static class BenchCommand
{
    private const int Seed = 1;

    public static Command Create()
    {
        Argument<string> op = SharedOptions.Op();
        var shape = new Option<string>("--shape", "-s")
        {
            Description = "T, H and K, and if they differ from their defaults B (1), HV (H), V (K), M (64 slots, of gsa alone) and R (2 steps a token, of gated_delta_product alone).",
            Required = true,
            HelpName = "B=1,T=2048,H=8,K=128,V=128",
        };
        var time = new Option<double>("--time") { Description = "Seconds to measure.", DefaultValueFactory = _ => 2, HelpName = "S" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("bench", "Times an op on seeded random tensors: median and spread of warm calls.") { op, shape, time };
        var execution = new ExecutionOptions(command);
        command.Add(json);
        command.SetAction(result =>
        {
            if (result.GetValue(time) is not (> 0 and <= 3600))
                throw new CliException("--time must be more than 0 and at most 3600 seconds");
            bool forPrograms = result.GetValue(json);
            BenchReport report = Measure(
                OpName.Find(result.GetValue(op)!),
                OpShape.Parse(result.GetValue(shape)!),
                execution.Read(result),
                TimeSpan.FromSeconds(result.GetValue(time)),
                forPrograms);
            if (forPrograms)
                BenchJson.Print(report);
            else
                BenchTables.Print(report);
            return ExitCode.Ok;
        });
        return command;
    }

    private static BenchReport Measure(OpDescriptor op, OpShape shape, Execution execution, TimeSpan budget, bool quiet)
    {
        MemoryBudget.Check(shape);
        using var progress = new Progress(!quiet);
        progress.Report("making inputs");
        using PreparedOp prepared = execution.Prepare(op, op.Synthesize(shape, execution.Element, Seed));
        OpRun run = default;
        Samples samples = execution.Stream is { } stream
            ? GpuSampler.Measure(stream, () => run = prepared.Run(execution.Options), () => prepared.Start(execution.Options), budget, progress)
            : Sampler.Measure(() => run = prepared.Run(execution.Options), budget, progress);
        return new BenchReport(execution, shape, run, RungOf(op, shape, execution), samples);
    }

    private static Rung? RungOf(OpDescriptor op, OpShape shape, Execution execution)
    {
        if (execution.Options.Target == KernelTarget.Reference)
            return null;
        if (execution.Options.Variant is not null)
            return Rung.Pinned;
        (Dispatcher dispatcher, Problem problem) = execution.Stream is { Device: var device }
            ? (Dispatchers.Cuda(device), op.Match(shape, execution.Element, device.Limits).Problem)
            : (Dispatchers.Cpu, op.Match(shape, execution.Element, execution.Options.MaxThreads ?? 0).Problem);
        return dispatcher.TryFind(problem, out Decision? decision) ? decision.Rung : null;
    }
}
