using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Fla.Tests.Cuda;

/// <summary>NVIDIA's assembler, where a machine has it: <c>.ci/ptxas</c> fetches one.</summary>
internal static partial class Ptxas
{
    internal sealed record Result(int Registers, int StackBytes, int SpillStoreBytes, int SpillLoadBytes);

    public static string? Path { get; } = Candidates().FirstOrDefault(File.Exists);

    /// <summary>The same text for another architecture: those of one instruction set differ in this line alone, so a kernel is compiled once for all.</summary>
    public static string Retargeted(string text, string from, string to) => text.Replace($".target {from}", $".target {to}", StringComparison.Ordinal);

    /// <summary>Why tests that need it are skipped; null when they are not.</summary>
    public static string? Missing => Path is null ? "no ptxas: run .ci/ptxas, or set FLA_PTXAS" : null;

    public static Result Assemble(string ptx, string architecture)
    {
        string folder = Directory.CreateTempSubdirectory("fla-ptxas-").FullName;
        try
        {
            string file = System.IO.Path.Combine(folder, "kernel.ptx");
            File.WriteAllText(file, ptx);
            using Process process = Process.Start(new ProcessStartInfo(Path!, ["-v", $"-arch={architecture}", file, "-o", System.IO.Path.Combine(folder, "kernel.cubin")])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string log = process.StandardError.ReadToEnd() + output.Result;
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException(log + ptx);
            Match memory = Memory().Match(log);
            return new(Number(Registers().Match(log).Groups[1]), Number(memory.Groups[1]), Number(memory.Groups[2]), Number(memory.Groups[3]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("FLA_PTXAS") is { Length: > 0 } chosen)
            return [chosen];
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder
            ? folder
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator).Select(static p => System.IO.Path.Combine(p, "ptxas")),
            System.IO.Path.Combine(cache, "fla", "ptxas", "ptxas")];
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Registers();

    [GeneratedRegex(@"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")]
    private static partial Regex Memory();
}
