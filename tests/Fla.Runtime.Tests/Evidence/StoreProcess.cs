using System.Diagnostics;
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
}
