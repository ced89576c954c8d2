using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Fla.Cuda;

/// <summary>A kernel before it is loaded: its code, and what it was planned to need.</summary>
public sealed record CudaKernelSource
{
    /// <summary>The variant's id, for messages.</summary>
    public required string Id { get; init; }

    /// <summary>The kernel: see <see cref="CudaCompiler.Compile"/>.</summary>
    public required MethodInfo Method { get; init; }

    /// <summary>SHA-256 of the code and of all that it calls, in hexadecimal: what is cached under it is this code. See <see cref="HashOf"/>.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Threads of a block, in one dimension.</summary>
    public required int Threads { get; init; }

    /// <summary>Dynamic shared memory of a block, in bytes.</summary>
    public int SharedBytes { get; init; }

    /// <summary>Blocks that are to fit a multiprocessor together; 0 leaves it to the assembler.</summary>
    public int MinBlocks { get; init; }

    /// <summary>Most registers of a thread that the plan allows; 0 allows any number.</summary>
    public int MaxRegisters { get; init; }

    /// <summary>Most bytes of local memory of a thread that the plan allows: spilled registers and arrays; null allows any.</summary>
    public int? MaxLocalBytes { get; init; }

    /// <summary>Whether it uses instructions of one architecture only, as <c>wgmma</c> of <c>sm_90a</c>.</summary>
    public bool Specific { get; init; }

    internal PtxHints Hints => new(Threads, MinBlocks);

    /// <summary>A content hash for a kernel that was not emitted: of the build of its assembly, so that any change there changes it.</summary>
    public static string HashOf(MethodInfo method)
    {
        ArgumentNullException.ThrowIfNull(method);
        string text = $"{method.Module.ModuleVersionId}/{method.MetadataToken}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
