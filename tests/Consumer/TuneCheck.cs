using System;
using System.Linq;
using Fla;
using Fla.Tuning;

namespace Consumer;

/// <summary>What dispatch decides before and after this program has measured its kernels, and when the results are built in.</summary>
internal static class TuneCheck
{
    /// <summary>The project's own kernel, and the packaged op on variants that this project compiled.</summary>
    private static readonly (string Name, TrialRequest Request)[] Calls =
    [
        ("residual_norm", new("parallel=4096,D=100", ElementType.Float32)),
        ("residual_norm", new("parallel=4096,D=128", ElementType.Float16)),
        ("gated_delta_rule", new("B=1,T=256,H=2,K=96", ElementType.Float32)),
        ("gated_delta_rule", new("B=1,T=1,H=2,K=96", ElementType.Float32)),
    ];

    /// <summary>Measures in the worker process, and writes what it saw to a lock file.</summary>
    public static bool Tunes(string lockFile)
    {
        bool passed = true;
        Tuner tuner = Tuner.ForCpu();
        foreach ((string name, TrialRequest request) in Calls)
        {
            passed &= Is(Rung.Heuristic, null, name, request);
            TuneReport report = tuner.Tune(Tunables.Find(name)!, request, new TuneOptions { Budget = TimeSpan.FromSeconds(1) });
            if (report is not { Failure: null, Rejected: [], Measured.Count: > 1 })
            {
                Report.Line($"FAIL {report.Problem}: {report.Failure} {string.Join("; ", report.Rejected)} {report.Measured.Count} measured");
                passed = false;
            }
        }

        Dispatchers.Cpu.Forget();
        foreach ((string name, TrialRequest request) in Calls)
            passed &= Is(Rung.Tuned, EvidenceOrigin.Own, name, request);
        LockFile.Write(lockFile, Dispatchers.Cpu.Settings.Store.Find(new EvidenceFilter()));
        return passed;
    }

    /// <summary>A user who has measured nothing runs what the lock file says that was there when this was built.</summary>
    public static bool ReadsWhatIsBuiltIn()
    {
        string? reason = Dispatchers.Cpu.Settings.KnownBad.Reason("residual_norm/cpu/f16-D64-rows1", Device.Cpu, Toolchain.Cpu);
        Report.Line($"{(reason is null ? "FAIL" : "pass")} known bad: {reason}");
        return Calls.Aggregate(reason is not null, static (passed, call) => passed & Is(Rung.Tuned, EvidenceOrigin.Shipped, call.Name, call.Request));
    }

    private static bool Is(Rung rung, EvidenceOrigin? origin, string name, TrialRequest request)
    {
        Decision decision = Dispatchers.Cpu.Explain(Tunables.Find(name)!.Match(request));
        EvidenceOrigin? from = decision.Considered.First(c => c.Variant == decision.Variant).Time?.Origin;
        // A respecialised kernel must not have been refused because the worker did not know it.
        bool right = decision.Rung == rung && from == origin && decision.Considered.All(static c => !c.Standing.IsRefused);
        Report.Line($"{(right ? "pass" : "FAIL")} {decision.Problem}: {decision.Variant} of {decision.Considered.Count}, {decision.Rung} {from}");
        return right;
    }
}
