namespace Fla.Cli;

/// <summary>One run: what was asked, what ran, what came out.</summary>
internal sealed record RunReport(Execution Execution, OpInputs Inputs, OpOutputs Outputs, TimeSpan FirstCall)
{
    public OpRun Run => Outputs.Run;

    public long Tokens => Inputs.Tensors["q"].Shape is [long b, long t, ..] ? b * t : 0;

    public double TokensPerSecond => Run.Elapsed > TimeSpan.Zero ? Tokens / Run.Elapsed.TotalSeconds : 0;
}
