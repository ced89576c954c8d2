using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla tune</c>: gates and measures the variants of problems, so that dispatch knows the fastest.</summary>
internal static class TuneCommand
{
    public static Command Create()
    {
        var ops = new Argument<string[]>("OP")
        {
            Description = "Ops or kernels to tune. Default: all that can be tuned.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var shapes = new Option<string[]>("--shape", "-s")
        {
            Description = "A shape to tune for; may be given again. Default: the op's usual shapes.",
            HelpName = "B=1,T=2048,H=8,K=128,V=128",
        };
        var dtypes = new Option<string[]>("--dtype") { Description = "An element type; may be given again. Default: fp32, on cuda bf16.", HelpName = "fp32|bf16|fp16" };
        var budget = new Option<string?>("--budget")
        {
            Description = "Time to measure all problems together, shared out over those left to do; gates and warming up come on top. Default: 3s each.",
            HelpName = "30s",
        };
        var again = new Option<bool>("--again") { Description = "Measure again what is known already." };
        var retry = new Option<bool>("--retry") { Description = "Gate again what was rejected." };
        var file = new Option<string?>("--lock") { Description = "Also merge this run's evidence into a lock file.", HelpName = "FILE" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("tune", "Measures which variant is the fastest at a shape, after checking that each is right here.")
        {
            ops, shapes, dtypes, budget, again, retry, file,
        };
        var problems = new ProblemOptions(command);
        var assembly = new AssemblyOption(command);
        command.Add(json);
        command.SetAction(result =>
        {
            assembly.Load(result);
            TimeSpan? time = result.GetValue(budget) is { } text ? Duration.Parse("--budget", text) : null;
            KernelTarget where = problems.Target(result);
            TuneProblem[] plan = Plan(result.GetValue(ops) ?? [], result.GetValue(shapes) ?? [], result.GetValue(dtypes) ?? [], where, (shape, element) => problems.Request(result, shape, element));
            TuneLock? target = result.GetValue(file) is { } path ? new TuneLock(path) : null;
            var session = new TuneSession(where) { Again = result.GetValue(again), Retry = result.GetValue(retry), Budget = time };
            // What was measured has a moment to reach the team.
            using IEvidenceStore store = session.Store;
            return Run(session, plan, target, result.GetValue(json));
        });
        return command;
    }

    private static TuneProblem[] Plan(string[] ops, string[] shapes, string[] dtypes, KernelTarget target, Func<string, ElementType, TrialRequest> request)
    {
        IEnumerable<Tunable> tunables = ops.Length > 0 ? ops.Distinct().Select(TunableName.Find) : Tunables.All.Where(t => t.RunsOn(target));
        ElementType[] elements = dtypes.Length > 0 ? [.. dtypes.Select(DtypeName.Parse).Distinct()] : [DtypeName.Parse(null, target)];
        return [..
            (from tunable in tunables
             from element in elements
             from shape in shapes.Length > 0 ? shapes.Distinct() : tunable.ShapesOn(target)
             from problem in TuneProblem.Of(tunable, request(shape, element)).WithOthers()
             select problem).DistinctBy(static p => (p.Op, p.Dtype, p.Shape))];
    }

    private static int Run(TuneSession session, TuneProblem[] plan, TuneLock? target, bool json)
    {
        var outcomes = new List<TuneOutcome>();
        bool interrupted = false;
        using (var interrupt = new Interrupt())
        {
            void Work(ITuneWatcher watcher)
            {
                try
                {
                    foreach (TuneOutcome outcome in session.Run(plan, watcher, interrupt.Token))
                    {
                        outcomes.Add(outcome);
                        target?.Add(session.EvidenceOf(outcome));
                        if (json)
                            TuneJson.Print(outcome);
                    }
                }
                catch (OperationCanceledException)
                {
                    interrupted = true;
                }
            }

            if (!json && !Console.IsErrorRedirected && session.CountPending(plan) is > 0 and var pending)
                TuneBars.Watch(pending, Work);
            else
                Work(new NoWatcher());
        }

        target?.Write();
        if (!json)
            TuneTables.Print(outcomes, plan.Length, session.Location, target);
        foreach (string warning in session.Store.Warnings.Concat(TuningNotes.All()))
            Boundary.Report($"note: {warning}");
        foreach (TuneOutcome bad in outcomes.Where(o => o.IsBad))
            Boundary.Report($"{bad.Problem}: {bad.Failure ?? "every variant is refused on this machine (`fla explain` says why)"}");
        if (!interrupted)
            return outcomes.Any(o => o.IsBad) ? ExitCode.Failed : ExitCode.Ok;
        Boundary.Report($"interrupted after {outcomes.Count} of {plan.Length} problems: these, and what passed the gate since, are kept; the same command goes on from here");
        return ExitCode.Interrupted;
    }
}
