using System.Diagnostics;
using System.Reflection;

namespace Fla.Tests.Stores;

/// <summary>This assembly as another process.</summary>
internal static class ThisAssembly
{
    public static Process Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) => Start([], environment, arguments);

    /// <summary>Starts it from a shell or another program.</summary>
    public static Process Start(string[] shell, IReadOnlyDictionary<string, string?>? environment, string[] arguments)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] command = [.. shell, host, "exec", Assembly.GetExecutingAssembly().Location, .. arguments];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>Waits for processes that must say nothing of errors.</summary>
    public static void AllEndWell(IEnumerable<Process> processes)
    {
        foreach (Process process in processes)
        {
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.Equal("", errors);
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }
    }
}
