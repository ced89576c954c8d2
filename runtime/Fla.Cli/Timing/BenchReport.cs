namespace Fla.Cli;

/// <summary>One measurement: what was asked, what ran, how long it took.</summary>
internal sealed record BenchReport(Execution Execution, OpShape Shape, OpRun Run, Samples Samples)
{
    public int Threads => Execution.Options.Target == KernelTarget.Reference ? 1 : Execution.Options.MaxThreads ?? Environment.ProcessorCount;

    public double TokensPerSecond => (double)Shape.B * Shape.T / (Samples.Median / 1000);
}
