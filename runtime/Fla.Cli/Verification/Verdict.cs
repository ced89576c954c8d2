namespace Fla.Cli;

/// <summary>What verification says about one tensor of a file, or about a file that was not computed.</summary>
internal abstract record Verdict(string File, string? Op)
{
    public abstract int ExitCode { get; }
}

/// <summary>A tensor was compared.</summary>
/// <param name="Reference">Where the expected values come from: the <c>file</c>, or the <c>oracle</c> where rounding changed the inputs.</param>
internal sealed record Compared(
    string File, OpRun Run, string Tensor, double RelativeError, double MaxAbsolute, double Tolerance, string Reference)
    : Verdict(File, Run.Op)
{
    public bool Pass => RelativeError <= Tolerance;

    public override int ExitCode => Pass ? Cli.ExitCode.Ok : Cli.ExitCode.OverTolerance;
}

/// <summary>The file could not be verified.</summary>
internal sealed record Unusable(string File, string? Op, string Problem) : Verdict(File, Op)
{
    public override int ExitCode => Cli.ExitCode.BadInput;
}
