using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Fla.Cuda;

namespace Fla.Cli;

/// <summary>What a machine with a GPU found of one CUDA variant: that it is right, and what it takes.</summary>
internal sealed partial record AttestedVariant
{
    public required string Kernel { get; init; }

    public required string Variant { get; init; }

    /// <summary>The hash of the emitted code: another one is another kernel, of which this says nothing.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The hash of the PTX, which also changes with the compiler.</summary>
    public required string PtxHash { get; init; }

    public required string Device { get; init; }

    public required string Driver { get; init; }

    public required string Toolchain { get; init; }

    /// <summary>The day, as 2026-01-31.</summary>
    public required string Date { get; init; }

    /// <summary>Registers of a thread.</summary>
    public required int Registers { get; init; }

    /// <summary>Bytes that a thread spills; null where the assembler does not say.</summary>
    public required int? Spills { get; init; }

    /// <summary>Bytes of a thread's local memory, spills included.</summary>
    public required int Stack { get; init; }

    /// <summary>Shared memory of a block, in bytes.</summary>
    public required int SharedBytes { get; init; }

    /// <summary>The largest relative error of the gate.</summary>
    public required double MaxRelError { get; init; }

    /// <summary>Milliseconds of a call, the level-2 cache cold.</summary>
    public required double MedianMs { get; init; }

    /// <param name="variant">The variant.</param>
    /// <param name="kernel">It, as loaded on the GPU.</param>
    /// <param name="error">Its largest relative error.</param>
    /// <param name="milliseconds">The median of its times.</param>
    public static AttestedVariant Of(KernelVariant variant, CudaKernel kernel, double error, double milliseconds)
    {
        Toolchain toolchain = kernel.Device.ToToolchain();
        return new AttestedVariant
        {
            Kernel = variant.Kernel,
            Variant = variant.Id,
            ContentHash = variant.ContentHash,
            PtxHash = kernel.Ptx.Hash,
            Device = kernel.Device.ToDevice().Id,
            Driver = toolchain.Driver,
            Toolchain = toolchain.ToString(),
            Date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Registers = kernel.Registers,
            Spills = SpillsIn(kernel.AssemblerLog),
            Stack = kernel.LocalBytes,
            SharedBytes = variant.Resources.SharedBytes + kernel.StaticSharedBytes,
            MaxRelError = Math.Round(error, 6),
            MedianMs = Math.Round(milliseconds, 4),
        };
    }

    /// <summary>What the assembler says of spills; null when it says nothing.</summary>
    internal static int? SpillsIn(string log) =>
        Spilled().Match(log) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex Spilled();
}

[JsonSerializable(typeof(AttestedVariant[]))]
internal sealed partial class AttestationJson : JsonSerializerContext
{
    public static AttestationJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
