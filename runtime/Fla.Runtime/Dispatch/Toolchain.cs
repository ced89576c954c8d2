using System.Runtime.CompilerServices;

namespace Fla;

/// <summary>
/// What turns emitted code into machine code. A part of every key: an upgrade of any of it makes every result a guess again,
/// and every variant unproven.
/// </summary>
public sealed record Toolchain
{
    /// <summary>Version of the .NET runtime, whose JIT compiles the CPU variants.</summary>
    public required string DotNet { get; init; }

    /// <summary><c>jit</c> or <c>aot</c>.</summary>
    public required string Compiler { get; init; }

    /// <summary>Version of ILGPU; empty on the CPU.</summary>
    public string Ilgpu { get; init; } = "";

    /// <summary>Version of the GPU's driver; empty on the CPU.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Version of the PTX instruction set; empty on the CPU.</summary>
    public string PtxIsa { get; init; } = "";

    /// <summary>What compiles the CPU variants of this process.</summary>
    public static Toolchain Cpu { get; } = new()
    {
        DotNet = Environment.Version.ToString(),
        Compiler = RuntimeFeature.IsDynamicCodeCompiled ? "jit" : "aot",
    };

    /// <summary>Name and version of each part: <c>dotnet-10.0.12-jit</c>, on a GPU followed by <c>+ilgpu-1.5.3+driver-580.65+ptx-8.8</c>.</summary>
    public override string ToString() =>
        $"dotnet-{DotNet}-{Compiler}{Part("ilgpu", Ilgpu)}{Part("driver", Driver)}{Part("ptx", PtxIsa)}";

    private static string Part(string name, string version) => version.Length > 0 ? $"+{name}-{version}" : "";
}
