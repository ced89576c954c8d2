namespace Fla.Generators;

/// <summary>What targets can give a program.</summary>
internal static class Limits
{
    /// <summary>Scratch memory of one program on a CPU: beyond the largest second- and third-level caches it cannot be meant.</summary>
    public const long CpuScratchBytes = 64L << 20;

    /// <summary>Shared memory of a block on the GPU that has the most: sm_90 and sm_100.</summary>
    public const int CudaSharedBytes = 227 << 10;

    /// <summary>Shared memory that a block has on every GPU with tensor cores for bfloat16.</summary>
    public const int SmallSharedBytes = 99 << 10;

    public static string Text(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MB" : $"{(bytes + 1023) >> 10} KB";
}
