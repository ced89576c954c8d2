using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Fla.Cuda;
using Fla.Tests.Cuda;

namespace Fla.Gpu;

/// <summary>Has ptxas assemble every CUDA variant, without a GPU, and holds what it says of registers against a budget.</summary>
internal static class Assembly
{
    private const int MostSharedOfSmall = 99 << 10;
    private static readonly string[] Architectures = ["sm_80", "sm_86", "sm_89", "sm_90"];

    /// <param name="exceptionsFile">Lines of a pattern, an architecture or *, the most bytes of spills or stack, and the reason.</param>
    /// <param name="part">A part of the names of the kernels that are meant.</param>
    /// <returns>0 when all is within the budget.</returns>
    public static int Run(string exceptionsFile, string part)
    {
        if (Ptxas.Missing is { } missing)
        {
            Console.WriteLine(missing);
            return 0;
        }

        List<(Regex Pattern, string Architecture, int Bytes)> exceptions = [.. File.ReadLines(exceptionsFile)
            .Where(static l => l.Length > 0 && l[0] != '#')
            .Select(static l => l.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries))
            .Select(static f => (new Regex($"^{Regex.Escape(f[0]).Replace(@"\*", ".*", StringComparison.Ordinal)}$"), f[1], int.Parse(f[2], CultureInfo.InvariantCulture)))];
        List<string> over = [];
        int assembled = 0;
        Stopwatch watch = Stopwatch.StartNew();
        Parallel.ForEach(Variants.Ops.Concat(Variants.Joining).Concat(Variants.Channels).Where(v => v.Id.Contains(part, StringComparison.Ordinal)), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, kernel =>
        {
            CudaKernelSource source = kernel.CudaSource!;
            string text = CudaCompiler.Compile(source.Method, PtxTarget.Parse(Architectures[0]), new(source.Threads, source.MinBlocks)).Text;
            foreach (string architecture in Architectures)
            {
                // A block that these have no room for is no contender there.
                if (source.SharedBytes > MostSharedOfSmall && architecture is "sm_86" or "sm_89" || source.SharedBytes > 163 << 10 && architecture == "sm_80")
                    continue;
                Ptxas.Result result = Ptxas.Assemble(Ptxas.Retargeted(text, Architectures[0], architecture), architecture);
                int bytes = Math.Max(result.StackBytes, Math.Max(result.SpillStoreBytes, result.SpillLoadBytes));
                int most = exceptions.Where(e => e.Pattern.IsMatch(kernel.Id) && (e.Architecture == "*" || e.Architecture == architecture)).Select(static e => e.Bytes)
                    .Append(architecture == "sm_90" ? 0 : 64).Max();
                lock (over)
                {
                    assembled++;
                    if (bytes > most)
                        over.Add($"{kernel.Id} for {architecture}: {bytes} bytes of spills or stack, {most} allowed");
                    Console.WriteLine($"{(bytes > most ? "FAILED" : "ok    ")} {kernel.Id} {architecture}: {result.Registers} registers, {bytes} bytes of spills or stack, {source.SharedBytes} shared");
                }
            }
        });
        over.ForEach(Console.Error.WriteLine);
        Console.WriteLine($"{assembled} kernels assembled in {watch.Elapsed.TotalSeconds:F0} s, {over.Count} over their budget ({exceptionsFile} lists the exceptions)");
        return over.Count == 0 ? 0 : 1;
    }
}
