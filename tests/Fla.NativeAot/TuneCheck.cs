using System.Globalization;
using Fla.Tuning;

namespace Fla.NativeAot;

/// <summary>Tuning in this executable: where no worker process can be started it measures by itself, and the store is SQLite all the same.</summary>
internal static class TuneCheck
{
    private static readonly TrialRequest Request = new("B=1,T=64,H=2,K=64", ElementType.Float32);

    public static bool Passes()
    {
        string folder = Directory.CreateTempSubdirectory("fla-aot-").FullName;
        try
        {
            return Passes(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Passes(string folder)
    {
        string path = Path.Combine(folder, "tune.db");
        Tunable tunable = Tunables.Find("gated_delta_rule")!;
        Matchup call = tunable.Match(Request);
        TuneReport report;
        byte[] measured;
        using (IEvidenceStore store = EvidenceStores.At(path))
        {
            report = new Tuner(Settings(store), folder).Tune(tunable, Request, new() { Budget = TimeSpan.FromSeconds(0.5) });
            measured = LockFile.Format(store.Find(new()));
        }

        // As the next process sees it.
        using IEvidenceStore again = EvidenceStores.At(path);
        Decision decision = new Dispatcher(Settings(again)).Resolve(call.Problem, call.Contenders);
        return Is("nothing failed", report.Failure is null && report.Rejected.Count == 0, report.Failure ?? string.Join("; ", report.Rejected))
            & Is("variants were measured", report.Measured.Count > 1, string.Create(CultureInfo.InvariantCulture, $"{report.Measured.Count} of {call.Contenders.Count}"))
            & Is("the store has no warnings", again.Warnings.Count == 0, string.Join("; ", again.Warnings))
            & Is("SQLite gives back what was written", LockFile.Format(again.Find(new())).AsSpan().SequenceEqual(measured), again.Location)
            & Is("dispatch reads it", decision.Rung == Rung.Tuned && decision.Considered[0].Standing.Kind == StandingKind.Admitted, $"{decision.Variant}, {decision.Rung}")
            & Is("the journal is empty", !Directory.EnumerateFiles(folder, "*.running").Any(), folder);
    }

    private static DispatcherSettings Settings(IEvidenceStore store) => new() { Device = Device.Cpu, Toolchain = Toolchain.Cpu, Store = store };

    private static bool Is(string what, bool holds, string detail)
    {
        Console.WriteLine($"{(holds ? "pass" : "FAIL")} tuning: {what} ({detail})");
        return holds;
    }
}
