using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The option that brings another program's kernels and tunables into the tool.</summary>
internal sealed class AssemblyOption
{
    private readonly Option<string[]> assembly = new("--assembly")
    {
        Description = "Another program's assembly, built for this version of Fla: its own tunables and variants take part.",
        HelpName = "DLL",
        AllowMultipleArgumentsPerToken = false,
    };

    public AssemblyOption(Command command) => command.Add(assembly);

    /// <summary>Registers the kernels of this build and of the assemblies that are named; before anything asks dispatch.</summary>
    public void Load(ParseResult result)
    {
        KernelIndex.Register();
        foreach (string path in result.GetValue(assembly) ?? [])
            Load(path);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The tool is not published trimmed.")]
    private static void Load(string path)
    {
        if (!File.Exists(path))
            throw new CliException($"--assembly: there is no file {path}");
        int before = Tunables.All.Count, variants = KernelRegistry.Tables.Sum(t => t.Variants.Count);
        try
        {
            Tunables.Load(path);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException)
        {
            throw new CliException($"--assembly: {path} cannot be loaded: {(e is BadImageFormatException ? "it is no .NET assembly" : e.Message)}");
        }

        if (Tunables.All.Count == before && KernelRegistry.Tables.Sum(t => t.Variants.Count) == variants)
            Boundary.Report($"note: {path} registers neither tunables nor kernels: call Tunables.Register in a module initializer");
    }
}
