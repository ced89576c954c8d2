using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fla.Tests.Redis;

/// <summary>A real server of its own on a free port of this machine, in a folder that is gone afterwards.</summary>
internal sealed class RedisServer : IDisposable
{
    /// <summary>What must be installed.</summary>
    public const string Program = "redis-server";

    private const int Tries = 5;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fla-redis-");
    private readonly string[] _settings;
    private Process _process;

    /// <summary>Starts one that keeps nothing, unless these settings say otherwise: <c>--name value</c>. <c>{folder}</c> and <c>{port}</c> in them are its own.</summary>
    public RedisServer(params string[] settings)
        : this(static _ => { }, _ => settings)
    {
    }

    /// <summary>Starts one that finds files in its folder.</summary>
    public RedisServer(Action<string> files, Func<string, string[]> settings)
    {
        files(Folder);
        _settings = settings(Folder);
        _process = Start(anyPort: true);
    }

    public int Port { get; private set; }

    public string Folder => _folder.FullName;

    /// <summary>A port that nobody listens to, for now.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends it at once: kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Starts it again where it was.</summary>
    public void Restart() => _process = Start(anyPort: false);

    /// <summary>Keeps it from doing anything, with its connections open.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public void Dispose()
    {
        try
        {
            Kill();
        }
        catch (InvalidOperationException)
        {
            // A test ended it.
        }

        _folder.Delete(recursive: true);
    }

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private Process Start(bool anyPort)
    {
        for (int i = 0; i < Tries; i++)
        {
            if (anyPort)
                Port = FreePort();
            string[] own = ["--port", "{port}", "--bind", "127.0.0.1", "--dir", "{folder}", "--save", "", "--appendonly", "no", "--daemonize", "no", "--logfile", "", .. _settings];
            ProcessStartInfo start = new(Program, own.Select(s => s.Replace("{folder}", Folder, StringComparison.Ordinal).Replace("{port}", Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            if (IsReady(Process.Start(start)!) is { } process)
                return process;
        }

        throw new InvalidOperationException($"{Program} does not start");
    }

    private static Process? IsReady(Process process)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal))
                continue;
            // A pipe that nobody reads would stop it some day.
            _ = process.StandardOutput.ReadToEndAsync();
            return process;
        }

        // Somebody else took the port.
        process.Dispose();
        return null;
    }
}
