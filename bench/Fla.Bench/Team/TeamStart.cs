using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fla.Redis;
using Fla.Tests.Redis;
using Fla.Tuning;

namespace Fla.Bench;

/// <summary>What a process waits when it starts, milliseconds: with a server that is there, that is silent, and that is gone.</summary>
internal static class TeamStart
{
    private const int Entries = 100_000;
    private const int Repeats = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<(string What, double Milliseconds)> Run()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fla-bench-team-");
        try
        {
            using RedisServer server = new();
            string address = string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{server.Port}/team/bench");
            using (RedisTeamStore writer = new(new() { Address = TeamAddress.Parse(address) with { Writes = true } }))
            {
                writer.Add(BuildEntries.Make(Entries, seed: 1));
                TeamBench.Check(writer.Synchronize(Patience));
            }

            using StartupPrograms programs = new();
            Dictionary<string, string> variables = new() { [TeamStores.Variable] = address, [EvidenceStores.Variable] = Path.Combine(folder.FullName, "tune.db") };
            (programs.Fla("cache", "pull", "--json") with { Variables = variables }).TimeToFirstLine();
            ColdProcess explain = programs.Explain() with { Variables = variables };
            yield return ($"fla explain with {Entries:N0} entries on the server, whole process, ms", explain.Median());
            server.Freeze();
            yield return ("the same, the server accepts and never answers", explain.Median());
            server.Kill();
            yield return ("the same, the server is gone", explain.Median());
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        TeamAddress nobody = TeamAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/team/bench"));
        (double First, double Next)[] waits = [.. Enumerable.Range(0, Repeats).Select(_ => Wait(nobody))];
        yield return ("first look-up of a process without a server, ms", Middle(waits.Select(static w => w.First)));
        yield return ("every other look-up, ms", Middle(waits.Select(static w => w.Next)));
    }

    private static (double First, double Next) Wait(TeamAddress address)
    {
        using RedisTeamStore store = new(new() { Address = address });
        return (Time(), Enumerable.Range(0, 1000).Max(_ => Time()));

        double Time()
        {
            long start = Stopwatch.GetTimestamp();
            store.Find(StoreEntries.Exact(0));
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    private static double Middle(IEnumerable<double> times) => times.Order().ElementAt(Repeats / 2);
}
