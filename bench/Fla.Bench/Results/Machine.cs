using System.Globalization;
using System.Runtime.InteropServices;

namespace Fla.Bench;

/// <summary>When and on what something was measured.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static string Description { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTime.UtcNow:yyyy-MM-dd}, {Processor()}, {Environment.ProcessorCount} threads, {CpuTarget.HardwareBits}-bit vectors, {RuntimeInformation.FrameworkDescription}");

    private static string Processor()
    {
        string? line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
