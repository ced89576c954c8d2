using System.Diagnostics;
using Fla.Tests.Tuning;
using Fla.Tuning;

namespace Fla.Tests.Stores;

/// <summary>This assembly as another process that uses a store.</summary>
internal static class StoreProcess
{
    private const int OfOneWriter = 1000;

    public static int Main(string[] args)
    {
        (string command, string path) = (args[0], args[1]);
        switch (command)
        {
            case "write":
                return Write(path, int.Parse(args[2]), int.Parse(args[3]), int.Parse(args[4]));
            case "acknowledge":
                using (SqliteStore store = new(path))
                {
                    for (int i = 0; store.Warnings.Count == 0; i++)
                    {
                        store.Add([Entries.Timed(i)]);
                        Console.WriteLine(i);
                    }
                }

                return 1;
            case "tune":
                return Tune(path, [.. args[2..].Select(long.Parse)]);
            case "lock":
                for (int i = 0; ; i++)
                {
                    LockFile.Write(path, Of(i, OfOneWriter));
                    Console.WriteLine(i);
                }

            case "idle":
                using (SqliteStore store = new(path))
                {
                    int found = store.Find(new() { Kernel = Entries.Kernel }).Count;
                    bool loaded = AppDomain.CurrentDomain.GetAssemblies().Any(static a => a.GetName().Name!.Contains("Sqlite", StringComparison.OrdinalIgnoreCase));
                    Console.WriteLine($"{found} {(loaded ? "loaded" : "not loaded")}");
                }

                return 0;
            default:
                using (IEvidenceStore store = EvidenceStores.Default())
                    Console.WriteLine(string.Join('|', [store.GetType().Name, store.Location, .. store.Warnings]));
                return 0;
        }
    }

    /// <summary>Tunes calls of these lengths, and prints for each how many variants it measured and which one runs from now on.</summary>
    private static int Tune(string path, long[] extents)
    {
        using IEvidenceStore store = EvidenceStores.At(path);
        DispatcherSettings settings = Settings.With() with { Store = store, Policy = RacePolicy.Cpu with { Warm = TimeSpan.FromMilliseconds(20) } };
        Tuner tuner = new(settings, Path.GetDirectoryName(path));
        PlantedTunable tunable = new(Planted.BitsSpace, Planted.Right);
        foreach (long extent in extents)
        {
            TrialRequest request = new($"T={extent},K=64", ElementType.Float32, Threads: 1);
            TuneReport report = tuner.Tune(tunable, request, new() { Budget = TimeSpan.FromMilliseconds(100) });
            Matchup matchup = tunable.Match(request);
            Decision decision = new Dispatcher(settings).Explain(matchup);
            Console.WriteLine($"{extent} {report.Measured.Count} {decision.Rung} {decision.Variant} {report.Failure}");
        }

        return store.Warnings.Count;
    }

    /// <summary>The entries that <c>write</c> adds for one writer.</summary>
    public static IEnumerable<Evidence> Of(int writer, int count) => Enumerable.Range(0, count).Select(i => Entries.Timed((writer * OfOneWriter) + i));

    /// <summary>What <c>write</c> adds besides: all writers to one key.</summary>
    public static Evidence Common(int writer, int i) => Entries.Timed(999_999, second: (i * 100) + writer);

    public static Process Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) => Start([], environment, arguments);

    /// <summary>No file can grow beyond so many kilobytes.</summary>
    public static Process StartOnAFullDisk(int kilobytes, params string[] arguments) => Start(
        ["bash", "-c", $"trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"", "limited"],
        // .NET keeps its code in a file in memory, for which the limit holds as well.
        new Dictionary<string, string?> { ["DOTNET_EnableWriteXorExecute"] = "0" },
        arguments);

    private static Process Start(string[] shell, IReadOnlyDictionary<string, string?>? environment, string[] arguments)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] command = [.. shell, host, "exec", typeof(StoreProcess).Assembly.Location, .. arguments];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>Runs to the end and returns the output.</summary>
    public static string Run(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        using Process process = Start(environment, arguments);
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors);
        return output.Trim();
    }

    private static int Write(string path, int writer, int writers, int count)
    {
        int problems = 0;
        Thread[] threads = [.. Enumerable.Range(writer, writers).Select(w => new Thread(() =>
        {
            using SqliteStore store = new(path);
            int i = 0;
            foreach (Evidence entry in Of(w, count))
                store.Add([entry, Common(w, i++)]);
            foreach (string warning in store.Warnings)
                Console.Error.WriteLine(warning);
            Interlocked.Add(ref problems, store.Warnings.Count);
        }))];
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());
        return problems;
    }
}
