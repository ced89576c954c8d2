using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Asks dispatch who wins by evidence, and has the gate prove every winner that nobody here vouches for.</summary>
internal sealed class WinnerCheck
{
    private readonly Dispatcher cpu;
    private readonly Lazy<Dispatcher> gpu;

    public WinnerCheck()
    {
        TuningEnvironment environment = new(static name => name == "FLA_TUNE" ? null : Environment.GetEnvironmentVariable(name));
        cpu = environment.ForCpu();
        gpu = new(() => environment.ForCuda(CudaDevice.Open()));
    }

    public IEvidenceStore Store => cpu.Settings.Store;

    public IEnumerable<WinnerVerdict> Run() => KnownProblems.In(Store.Find(new())).SelectMany(Check);

    /// <summary>One that fails leaves its place to the next: until a winner passes, or none is left.</summary>
    private IEnumerable<WinnerVerdict> Check(TuneProblem problem)
    {
        Dispatcher dispatcher = problem.Request.Target == KernelTarget.Cuda ? gpu.Value : cpu;
        var tuner = new Tuner(dispatcher.Settings, TuningEnvironment.Current.Folder);
        for (int i = 0; i < problem.Matchup.Contenders.Count; i++)
        {
            Decision decision = dispatcher.Explain(problem.Matchup.Problem, problem.Matchup.Contenders);
            Consideration? winner = decision.Considered.FirstOrDefault(c => c.Variant == decision.Variant);
            if (winner?.Time is not { } time)
                yield break;
            bool trusted = time.Origin != EvidenceOrigin.Foreign || winner.Standing.Kind == StandingKind.Admitted;
            Proof proof = trusted ? new(StandingKind.Admitted) : tuner.Prove(problem.Matchup.Problem, winner.Variant);
            yield return new(problem, decision.Rung, time, proof);
            dispatcher.Forget();
            if (proof.Kind is not (StandingKind.Rejected or StandingKind.KnownBad))
                yield break;
        }
    }
}
