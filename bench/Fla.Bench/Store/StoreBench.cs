using System.Diagnostics;
using Fla.Tuning;

namespace Fla.Bench;

/// <summary>How long evidence takes to be read and written, milliseconds, in a folder that is deleted afterwards.</summary>
internal static class StoreBench
{
    private const int Site = 77;
    private const int Reported = 10_000;

    public static IEnumerable<(string What, double Milliseconds)> Run(int count)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fla-bench-store-");
        try
        {
            string database = Path.Combine(folder.FullName, "tune.db");
            Evidence[] mine = StoreEntries.Make(count, seed: 1), theirs = StoreEntries.Make(count, seed: 2);
            yield return ("database: add all", Time(() => Add(database, mine)));
            yield return ("database: open and find one site, cold", Cold(database));
            yield return ("database: open and find one site, warm", Median(() => Find(database, StoreEntries.Exact(Site))));
            yield return ("database: open and find all", Median(() => Find(database, new())));
            yield return ("database: add one race of 20 variants", Median(() => Add(database, [.. StoreEntries.Make(20, Random.Shared.Next())])));

            string x = Path.Combine(folder.FullName, "x.lock"), y = Path.Combine(folder.FullName, "y.lock"), merged = Path.Combine(folder.FullName, "merged.lock");
            LockFile.Write(x, mine);
            LockFile.Write(y, theirs);
            yield return ("lock file: write", Median(() => LockFile.Write(merged, Fresh(mine)), () => File.Delete(merged)));
            yield return ("lock file: read", Median(() => LockFile.Read(x)));
            yield return ("lock file: merge two and write", Median(() => LockFile.Write(merged, LockFile.Merge(x, y).Evidence), () => File.Delete(merged)));
            yield return ("lock file: merge as git asks and write", Median(() => LockFile.Write(merged, EvidenceMerge.Merge(LockFile.Read(x).Evidence, LockFile.Read(y).Evidence, LockFile.Read(x).Evidence)), () => File.Delete(merged)));

            using SigningKey key = SigningKey.Create();
            Evidence[] signed = [];
            yield return ("signatures: sign all", Time(() => signed = [.. mine.Select(key.Sign)]));
            yield return ("signatures: check all", Time(() => Check(TrustedKeys.Parse(key.PublicPem), signed)));

            string report = Path.Combine(folder.FullName, "report.lock"), store = Path.Combine(folder.FullName, "build.db");
            LockFile.Write(report, BuildEntries.Make(Reported, seed: 1));
            Add(store, BuildEntries.Make(count, seed: 1));
            using StartupPrograms programs = new();
            yield return ($"fla report of {Reported:N0} entries, whole process", programs.Report(report, Path.Combine(folder.FullName, "report.html")).Median());
            yield return ("fla explain, whole process", (programs.Explain() with { Variables = new Dictionary<string, string> { [EvidenceStores.Variable] = store } }).Median());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Milliseconds of opening and finding one site.</summary>
    public static double Find(string database) => Time(() => Find(database, StoreEntries.Exact(Site)));

    private static void Find(string database, EvidenceFilter filter)
    {
        using SqliteStore store = new(database);
        if (store.Find(filter).Count == 0 || store.Warnings.Count > 0)
            throw new InvalidOperationException(string.Join(' ', ["nothing found", .. store.Warnings]));
    }

    private static void Check(TrustedKeys keys, Evidence[] entries)
    {
        if (!entries.All(keys.Signed))
            throw new InvalidOperationException("A signature does not hold.");
    }

    private static void Add(string database, Evidence[] entries)
    {
        using SqliteStore store = new(database);
        store.Add(entries);
    }

    // A formatted line stays with its entry.
    private static IEnumerable<Evidence> Fresh(Evidence[] entries) => entries.Select(static e => new Evidence
    {
        Kernel = e.Kernel,
        Variant = e.Variant,
        ContentHash = e.ContentHash,
        Site = e.Site,
        Session = e.Session,
        When = e.When,
        Samples = e.Samples,
        Error = e.Error,
    });

    private static double Cold(string database)
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. ThisProgram.Arguments, "store", "--find", database]) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static double Median(Action action, Action? before = null)
    {
        double[] times = new double[7];
        for (int i = -1; i < times.Length; i++)
        {
            before?.Invoke();
            double time = Time(action);
            if (i >= 0)
                times[i] = time;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
