namespace Fla.Cli;

/// <summary>One measurement: what was asked, what ran and why, how long it took.</summary>
/// <param name="Execution">Where and how.</param>
/// <param name="Shape">What was asked.</param>
/// <param name="Run">What ran.</param>
/// <param name="Rung">How dispatch came to it; null where it was not asked.</param>
/// <param name="Samples">The times.</param>
internal sealed record BenchReport(Execution Execution, OpShape Shape, OpRun Run, Rung? Rung, Samples Samples)
{
    public int Threads => Execution.Options.Target != KernelTarget.Cpu ? 1 : Execution.Options.MaxThreads ?? Environment.ProcessorCount;

    public double TokensPerSecond => (double)Shape.B * Shape.T / (Samples.Median / 1000);
}
