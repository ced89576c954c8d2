using System.Diagnostics;

namespace Fla.Cli.Tests;

/// <summary>The tool with a store of its own, which is gone after the test.</summary>
internal sealed class OwnStore : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment;

    public OwnStore() => environment = new() { ["FLA_TUNE_STORE"] = File("tune.db") };

    public string File(string name) => folder.File(name);

    public ToolResult Run(params string[] arguments) => Tool.RunIn(environment, arguments);

    public ToolResult RunWith(string variable, string value, params string[] arguments) =>
        Tool.RunIn(new Dictionary<string, string>(environment) { [variable] = value }, arguments);

    public Process Start(params string[] arguments) => Tool.Start(environment, arguments);

    public void Dispose() => folder.Dispose();
}
