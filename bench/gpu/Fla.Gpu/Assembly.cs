using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>Has ptxas assemble every CUDA variant, without a GPU, and holds what it says of registers against a budget.</summary>
internal static partial class Assembly
{
    private const int MostSharedOfSmall = 99 << 10;
    private static readonly string[] Architectures = ["sm_80", "sm_86", "sm_89", "sm_90"];

    /// <param name="ptxas">The assembler.</param>
    /// <param name="exceptionsFile">Lines of a pattern, an architecture or *, the most bytes of spills or stack, and the reason.</param>
    /// <returns>0 when all is within the budget.</returns>
    public static int Run(string ptxas, string exceptionsFile)
    {
        List<(Regex Pattern, string Architecture, int Bytes)> exceptions = [.. File.ReadLines(exceptionsFile)
            .Where(static l => l.Length > 0 && l[0] != '#')
            .Select(static l => l.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries))
            .Select(static f => (new Regex($"^{Regex.Escape(f[0]).Replace(@"\*", ".*", StringComparison.Ordinal)}$"), f[1], int.Parse(f[2], CultureInfo.InvariantCulture)))];
        List<string> over = [];
        int assembled = 0;
        Stopwatch watch = Stopwatch.StartNew();
        Parallel.ForEach(FamilyKernel.All, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, kernel =>
        {
            CudaKernelSource source = kernel.Source;
            foreach (string architecture in Architectures)
            {
                // A block that these have no room for is no contender there.
                if (source.SharedBytes > MostSharedOfSmall && architecture is "sm_86" or "sm_89" || source.SharedBytes > 163 << 10 && architecture == "sm_80")
                    continue;
                (string said, int registers, int bytes) = Assemble(ptxas, CudaCompiler.Compile(source.Method, PtxTarget.Parse(architecture), new(source.Threads, source.MinBlocks)).Text, architecture);
                int most = exceptions.Where(e => e.Pattern.IsMatch(kernel.Name) && (e.Architecture == "*" || e.Architecture == architecture)).Select(static e => e.Bytes)
                    .Append(architecture == "sm_90" ? 0 : 64).Max();
                lock (over)
                {
                    assembled++;
                    if (bytes > most || bytes < 0)
                        over.Add($"{kernel.Name} for {architecture}: {(bytes < 0 ? said : $"{bytes} bytes of spills or stack, {most} allowed")}");
                    Console.WriteLine($"{(bytes > most || bytes < 0 ? "FAILED" : "ok    ")} {kernel.Name} {architecture}: {registers} registers, {bytes} bytes of spills or stack, {source.SharedBytes} shared");
                }
            }
        });
        over.ForEach(Console.Error.WriteLine);
        Console.WriteLine($"{assembled} kernels assembled in {watch.Elapsed.TotalSeconds:F0} s, {over.Count} over their budget ({exceptionsFile} lists the exceptions)");
        return over.Count == 0 ? 0 : 1;
    }

    /// <summary>What ptxas says, the registers, and the largest of spills and stack; -1 when it refuses.</summary>
    private static (string Said, int Registers, int Bytes) Assemble(string ptxas, string text, string architecture)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            using Process process = Process.Start(new ProcessStartInfo(ptxas, ["-v", $"-arch={architecture}", "-o", "/dev/null", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            string said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            Match report = Report().Match(said);
            int[] bytes = [.. new[] { 1, 2, 3 }.Select(i => report.Success ? int.Parse(report.Groups[i].Value, CultureInfo.InvariantCulture) : -1)];
            Match registers = Registers().Match(said);
            return (said, registers.Success ? int.Parse(registers.Groups[1].Value, CultureInfo.InvariantCulture) : 0, process.ExitCode == 0 ? bytes.Max() : -1);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")]
    private static partial Regex Report();

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Registers();
}
