using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fla.Cli;

/// <summary>What a machine with a GPU found of one CUDA variant: that it is right, and what it takes.</summary>
internal sealed record AttestedVariant
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
