using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Is told how tuning gets on.</summary>
internal interface ITuneWatcher
{
    void Begin(TuneProblem problem);

    void Report(TuneProgress progress);

    void End(TuneOutcome outcome);
}

/// <summary>Nobody watches.</summary>
internal sealed class NoWatcher : ITuneWatcher
{
    public void Begin(TuneProblem problem)
    {
    }

    public void Report(TuneProgress progress)
    {
    }

    public void End(TuneOutcome outcome)
    {
    }
}
