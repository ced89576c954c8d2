using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Fla.Cuda;

namespace Fla.Tuning;

/// <summary>Does a job: gates, then races. Everything is reported before it happens, so that whoever listens knows what was running when it crashed.</summary>
internal static class TuneWorker
{
    public static void Run(TuneJob job, Action<TuneEvent> report, CancellationToken cancellation)
    {
        if (job.VectorBits != 0)
            CpuTarget.VectorBits = job.VectorBits;
        Load(job);
        if (Tunables.Find(job.Tunable) is not { } tunable)
        {
            report(new(TuneEventKind.Failed) { Text = $"no tunable '{job.Tunable}' is registered: call Tunables.Register in a module initializer of its assembly" });
            return;
        }

        string timed = "";
        List<string> admitted = [.. job.Admitted];
        using RunningMark? mark = RunningMark.Open(job.Mark);
        foreach (string variant in job.Gate)
        {
            cancellation.ThrowIfCancellationRequested();
            report(new(TuneEventKind.Gating, variant));
            Running(variant);
            GateResult result;
            try
            {
                result = Gate(tunable, job, variant);
            }
            catch (CudaException e)
            {
                Lose(variant, e);
                return;
            }

            if (result.Rejection is null)
                admitted.Add(variant);
            report(result.Rejection is { } reason
                ? new(TuneEventKind.Rejected, variant) { Text = reason }
                : new(TuneEventKind.Admitted, variant) { Error = result.Error, Text = result.Bits });
        }

        try
        {
            if (job.Race && admitted.Count > 0)
                Time(tunable, job, admitted, Running, report, cancellation);
        }
        catch (CudaException e) when (e.LosesContext && timed.Length > 0)
        {
            Lose(timed, e);
            return;
        }

        report(new(TuneEventKind.Done));

        void Running(string variant)
        {
            timed = variant;
            if (mark is not null)
                mark.Value = job.IndexOf(variant) + 1;
        }

        void Lose(string variant, CudaException e)
        {
            report(new(TuneEventKind.Rejected, variant) { Text = EvidenceText.Reason(e.Message) });
            report(new(TuneEventKind.Lost, variant));
        }
    }

    private static GateResult Gate(Tunable tunable, TuneJob job, string variant)
    {
        try
        {
            return CorrectnessGate.Check(tunable.Gate(job.Request), variant);
        }
        catch (Exception e) when (e is not OutOfMemoryException and not CudaException { LosesContext: true })
        {
            return new(0, EvidenceText.Reason($"{e.GetType().Name}: {e.Message}"));
        }
    }

    private static void Time(Tunable tunable, TuneJob job, List<string> admitted, Action<string> running, Action<TuneEvent> report, CancellationToken cancellation)
    {
        using Trial trial = tunable.Create(job.Request);
        Contender[] contenders = [.. trial.Contenders.Where(c => admitted.Contains(c.Variant.Id))];
        Array.Sort(contenders, Contender.Canonical);
        HashSet<string> seen = [];
        Race race = new(job.Policy, trial.Timer, [.. contenders.Select(static c => c.Variant)], job.Seed)
        {
            Starting = variant =>
            {
                running(variant.Id);
                if (seen.Add(variant.Id))
                    report(new(TuneEventKind.Timing, variant.Id));
            },
            Round = (round, left) => report(new(TuneEventKind.Round) { Done = round, Of = job.Policy.MostRounds, Text = $"{left} running" }),
        };
        foreach ((string variant, long[] samples) in race.Run(TimeSpan.FromSeconds(job.BudgetSeconds), cancellation))
            report(new(TuneEventKind.Timed, variant) { Samples = samples });
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A trimmed program has no worker process: its assemblies are loaded already.")]
    private static void Load(TuneJob job)
    {
        // Variants of an assembly that nobody loads would not fit any trial, and so be refused.
        foreach (string path in job.Paths)
            Tunables.Load(path);
        if (job.Assembly.Length > 0)
            RuntimeHelpers.RunModuleConstructor(Assembly.Load(job.Assembly).ManifestModule.ModuleHandle);
    }
}
