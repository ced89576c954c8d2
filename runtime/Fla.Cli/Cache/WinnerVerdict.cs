using Fla.Tuning;

namespace Fla.Cli;

/// <summary>What verification says about a variant that evidence makes win.</summary>
/// <param name="Problem">Where it wins.</param>
/// <param name="Rung">By what.</param>
/// <param name="Time">The evidence.</param>
/// <param name="Proof">What the gate said, or what was known.</param>
internal sealed record WinnerVerdict(TuneProblem Problem, Rung Rung, Evidence Time, Proof Proof)
{
    public bool Pass => Proof.Kind == StandingKind.Admitted;

    public string Result => Proof.Kind switch
    {
        StandingKind.Admitted => "pass",
        StandingKind.Unproven => "ERROR",
        _ => "FAIL",
    };

    public string? Reason => Proof.Kind == StandingKind.Unproven ? "the gate could not be run: `fla doctor` says why" : Proof.Reason;
}
