using System.Diagnostics;
using Fla.Tests.Tuning;
using Fla.Tuning;

namespace Fla.Tests.Stores;

/// <summary>This assembly as another process that uses a store.</summary>
internal static class StoreProcess
{
    public static int Main(string[] args)
    {
        (string command, string path) = (args[0], args[1]);
        switch (command)
        {
            case "write":
                return Write(path, int.Parse(args[2]), int.Parse(args[3]));
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
                    LockFile.Write(path, Writers.Of(i, Writers.OfOneWriter));
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

    /// <summary>No file can grow beyond so many kilobytes.</summary>
    public static Process StartOnAFullDisk(int kilobytes, params string[] arguments) => ThisAssembly.Start(
        ["bash", "-c", $"trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"", "limited"],
        // .NET keeps its code in a file in memory, for which the limit holds as well.
        new Dictionary<string, string?> { ["DOTNET_EnableWriteXorExecute"] = "0" },
        arguments);

    /// <summary>Runs to the end and returns the output.</summary>
    public static string Run(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        using Process process = ThisAssembly.Start(environment, arguments);
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors);
        return output.Trim();
    }

    private static int Write(string path, int writer, int count)
    {
        int problems = 0;
        Writers.Run(writer, count, entries =>
        {
            using SqliteStore store = new(path);
            foreach (Evidence[] some in entries)
                store.Add(some);
            foreach (string warning in store.Warnings)
                Console.Error.WriteLine(warning);
            Interlocked.Add(ref problems, store.Warnings.Count);
        });
        return problems;
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
}
