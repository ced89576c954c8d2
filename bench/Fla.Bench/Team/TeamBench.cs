using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fla.Redis;
using Fla.Tests.Redis;
using Fla.Tuning;
using StackExchange.Redis;

namespace Fla.Bench;

/// <summary>Processes that look up in a team's store while somebody writes, all with one server on this machine.</summary>
internal static class TeamBench
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static TeamReport Run(TeamRun run)
    {
        using RedisServer server = new("--appendonly", "yes", "--appendfsync", "always");
        string address = string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{server.Port}/team/bench?every={TeamRun.EveryMilliseconds}ms");
        using RedisTeamStore writer = new(new() { Address = TeamAddress.Parse(address) with { Writes = true } });
        long start = Stopwatch.GetTimestamp();
        writer.Add(StoreEntries.Make(run.Entries, seed: 1));
        Check(writer.Synchronize(Patience));
        double pushed = Stopwatch.GetElapsedTime(start).TotalSeconds;

        Process[] clients = [.. Enumerable.Range(0, run.Processes).Select(_ => Start(address, run))];
        foreach (Process client in clients)
            Check(client.StandardOutput.ReadLine() == "ready" ? null : "a process did not start");
        using ConnectionMultiplexer admin = ConnectionMultiplexer.Connect(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port},allowAdmin=true"));
        long commands = Commands(admin);
        Array.ForEach(clients, static client => client.StandardInput.WriteLine());
        int written = Write(writer, run);
        commands = Commands(admin) - commands;
        Array.ForEach(clients, static client => client.StandardInput.WriteLine());
        TeamClientResult[] results = [.. clients.Select(static client => JsonSerializer.Deserialize<TeamClientResult>(client.StandardOutput.ReadLine() ?? "null") ?? throw new InvalidOperationException("A process ended early."))];
        foreach (Process client in clients)
        {
            client.WaitForExit();
            client.Dispose();
        }

        return new(run, results, run.Entries / pushed, written, commands / (double)run.Seconds, [.. TeamStart.Run()]);
    }

    /// <summary>A new result every now and then, for as long as the others look up.</summary>
    private static int Write(RedisTeamStore writer, TeamRun run)
    {
        long start = Stopwatch.GetTimestamp();
        int written = 0;
        for (; Stopwatch.GetElapsedTime(start).TotalSeconds < run.Seconds; written++)
        {
            writer.Add([StoreEntries.New(run.Entries + written)]);
            Thread.Sleep(Pause);
        }

        Check(writer.Synchronize(Patience));
        return written;
    }

    private static long Commands(ConnectionMultiplexer admin) => long.Parse(
        admin.GetServers()[0].Info("stats").SelectMany(static g => g).Single(static s => s.Key == "total_commands_processed").Value, CultureInfo.InvariantCulture);

    private static Process Start(string address, TeamRun run) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!,
        [.. ThisProgram.Arguments, "team", "--client", address, "--seconds", $"{run.Seconds}", "--rate", $"{run.Rate}", "--entries", $"{run.Entries}"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Throws when something is wrong.</summary>
    public static void Check(string? problem)
    {
        if (problem is not null)
            throw new InvalidOperationException(problem);
    }
}
