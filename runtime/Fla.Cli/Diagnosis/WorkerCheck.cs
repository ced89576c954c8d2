using System.Diagnostics;
using System.Diagnostics.Tracing;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Whether a worker process can be started: one small variant is gated in one.</summary>
internal static class WorkerCheck
{
    private const string Area = "worker";

    public static IEnumerable<Finding> Look()
    {
        if (Smallest() is not { } problem)
            return [Finding.Ok(Area, "not tried: this build has no variant to gate")];
        KernelVariant variant = problem.Matchup.Contenders.MinBy(c => c.Cycles).Variant;
        using var log = new Log();
        // In memory and without a folder: nothing is kept, and nothing is run in this process instead.
        var settings = new DispatcherSettings { Device = Device.Cpu, Toolchain = Toolchain.Cpu, Store = new MemoryStore() };
        long start = Stopwatch.GetTimestamp();
        Proof proof = new Tuner(settings).Prove(problem.Matchup.Problem, variant);
        string time = Format.Milliseconds(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return proof.Kind switch
        {
            StandingKind.Admitted => [Finding.Ok(Area, $"a worker process gated {variant.Id} in {time}")],
            StandingKind.Rejected => [Finding.Problem(Area, $"{variant.Id} is wrong on this machine: {proof.Reason}", "report it; dispatch refuses it once `fla tune` has seen it")],
            _ => [Finding.Problem(Area, $"no worker process does its job: {log.Last ?? "no reason given"}", "variants cannot be checked or measured: see whether this user may start processes and write temporary files")],
        };
    }

    private static TuneProblem? Smallest()
    {
        KernelVariant? variant = KernelRegistry.Tables.SelectMany(t => t.Variants)
            .Where(v => v.Element == ElementType.Float32).MinBy(v => v.Resources.ScratchBytes);
        string k = variant?.Constants.FirstOrDefault(c => c.Key == "K").Value ?? "32";
        return Tunables.Find(OpCatalog.All[0].Name) is { } tunable ? TuneProblem.Of(tunable, new($"T=1,H=1,K={k}", ElementType.Float32, 1)) : null;
    }

    /// <summary>Hears why the runtime could not do something.</summary>
    private sealed class Log : EventListener
    {
        public string? Last { get; private set; }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Fla")
                EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == nameof(FlaEventSource.Degraded))
                Last = eventData.Payload?[0] as string;
        }
    }
}
