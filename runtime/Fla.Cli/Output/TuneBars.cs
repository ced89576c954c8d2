using Fla.Tuning;
using Spectre.Console;

namespace Fla.Cli;

/// <summary>Bars on standard error for a person who watches: all problems, and the phase of the one at hand.</summary>
internal sealed class TuneBars : ITuneWatcher
{
    private readonly ProgressTask all, now;
    private readonly int pending;
    private TuneProblem? problem;
    private int done, refused;
    private string last = "";

    private TuneBars(ProgressContext context, int pending)
    {
        this.pending = pending;
        all = context.AddTask("problems", maxValue: Math.Max(1, pending));
        now = context.AddTask("starting");
        Describe();
    }

    public static void Watch(int pending, Action<ITuneWatcher> work)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        terminal.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 24 }, new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new TuneBars(context, pending)));
    }

    public void Begin(TuneProblem problem)
    {
        this.problem = problem;
        now.Value = 0;
        now.IsIndeterminate = true;
        now.Description = Markup.Escape($"{problem}: starting");
    }

    public void Report(TuneProgress progress)
    {
        now.IsIndeterminate = progress.Phase == "warm";
        now.MaxValue = Math.Max(1, progress.Of);
        now.Value = progress.Done;
        now.Description = Markup.Escape(progress.Phase switch
        {
            "gate" => $"{problem}: gate {progress.Done + 1}/{progress.Of}, {progress.Detail}",
            "warm" => $"{problem}: warming up",
            _ => $"{problem}: race, round {progress.Done}/{progress.Of}, {progress.Detail}",
        });
    }

    public void End(TuneOutcome outcome)
    {
        if (outcome.WasKnown)
            return;
        done++;
        refused += outcome.Report!.Rejected.Count;
        last = $", last {outcome.Decision.Variant?.Id ?? "none"} {Format.Gain(outcome.Gain)}";
        all.Value = done;
        Describe();
    }

    private void Describe() =>
        all.Description = Markup.Escape($"{done} of {pending} problems{(refused > 0 ? $", {refused} variants rejected" : "")}{last}");
}
