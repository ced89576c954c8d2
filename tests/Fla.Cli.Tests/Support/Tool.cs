using System.Diagnostics;
using System.Text.Json;

namespace Fla.Cli.Tests;

/// <summary>Runs the real tool in its own process.</summary>
internal static class Tool
{
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "fla.dll");

    public static ToolResult Run(params string[] arguments) => RunIn(new Dictionary<string, string>(), arguments);

    /// <summary>With environment variables; without any that is set here, and, unless another one is named, without a store: never the user's own.</summary>
    public static ToolResult RunIn(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using Process process = Start(environment, arguments);
        return Result(process);
    }

    /// <summary>In a folder.</summary>
    public static ToolResult RunFrom(string folder, params string[] arguments)
    {
        using Process process = Start(new Dictionary<string, string>(), arguments, folder);
        return Result(process);
    }

    private static ToolResult Result(Process process)
    {
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(50)), "the tool hangs");
        return new ToolResult(process.ExitCode, output, error.Result);
    }

    /// <summary>Starts it, for tests that do something to it.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, string[] arguments, string folder = "")
    {
        // What a shell starts in the background ignores interrupts, and so would whatever it starts.
        bool linux = OperatingSystem.IsLinux();
        var start = new ProcessStartInfo(linux ? "env" : "dotnet", linux ? ["--default-signal=INT", "dotnet", Path, .. arguments] : [Path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("FLA_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["FLA_TUNE_STORE"] = "memory";
        // On the machine that was measured, what ships would answer before the test asks.
        start.Environment["FLA_TUNE_SHIPPED"] = "off";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}

internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output's lines, each of which must be one JSON object.</summary>
    public JsonElement[] Json => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement)];

    public ToolResult Ok() => Exits(0);

    public ToolResult Exits(int code)
    {
        Assert.True(ExitCode == code, $"exit code {ExitCode}, not {code}\n{Output}\n{Error}");
        Assert.DoesNotContain("   at ", Output + Error);
        return this;
    }

    /// <summary>Bad input: exit code 2 and one line on standard error that holds all these texts.</summary>
    public void IsRefused(params string[] texts)
    {
        Exits(2);
        string line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("fla: ", line);
        foreach (string text in texts)
            Assert.Contains(text, line);
    }
}
