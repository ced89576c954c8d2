using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Fla.Bench;

/// <summary>What <c>startup</c> runs, built into a temporary folder.</summary>
internal sealed class StartupPrograms : IDisposable
{
    private const string HelloProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
        </Project>
        """;

    private static readonly string Tool = Path.Combine("runtime", "Fla.Cli");
    private static readonly string Vector = Path.Combine("tests", "vectors", "kda.3.safetensors");
    private readonly string _folder = Directory.CreateTempSubdirectory("fla-startup-").FullName;

    /// <summary>A process that writes one line and knows nothing of this repository.</summary>
    public ColdProcess Hello()
    {
        string project = Directory.CreateDirectory(Path.Combine(_folder, "hello-project")).FullName;
        File.WriteAllText(Path.Combine(project, "hello.csproj"), HelloProject);
        File.WriteAllText(Path.Combine(project, "Program.cs"), "System.Console.WriteLine(\"hello\");\n");
        return new("dotnet hello.dll", "dotnet", Path.Combine(Publish(project, "hello"), "hello.dll"));
    }

    /// <summary>The tool as it is built.</summary>
    public ColdProcess Run() => Run("dotnet fla.dll run", Publish(Tool, "fla"));

    /// <summary>The tool with ReadyToRun code for this machine.</summary>
    public ColdProcess FlaReadyToRun() => Run("the same, with --ready-to-run", Publish(Tool, "fla-ready", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false"));

    /// <summary>The tool with other arguments.</summary>
    public ColdProcess Fla(params string[] arguments) => new($"fla {arguments[0]}", "dotnet", [Path.Combine(Publish(Tool, "fla"), "fla.dll"), .. arguments]);

    /// <summary>The tool's page of a lock file.</summary>
    public ColdProcess Report(string lockFile, string page) => Fla("report", "--from", lockFile, "--output", page, "--json");

    /// <summary>The tool says why a call gets its variant.</summary>
    public ColdProcess Explain() => Fla("explain", "gated_delta_rule", "--shape", "B=1,T=2048,H=8,K=128", "--json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ColdProcess Run(string name, string folder) =>
        new(name, "dotnet", Path.Combine(folder, "fla.dll"), "run", "kda", "--input", Vector, "--json");

    private string Publish(string project, string name, params string[] more)
    {
        string target = Path.Combine(_folder, name);
        if (Directory.Exists(target))
            return target;
        ProcessStartInfo start = new("dotnet", ["publish", project, "-c", "Release", "-o", target, .. more]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? target : throw new InvalidOperationException($"{project} does not build:\n{said}");
    }
}
