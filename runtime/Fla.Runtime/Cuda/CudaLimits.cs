namespace Fla.Cuda;

/// <summary>What a GPU can give kernels, as far as it decides which of them fit and how many blocks run at once.</summary>
/// <param name="Multiprocessors">Streaming multiprocessors.</param>
/// <param name="SharedBytesPerBlock">Most shared memory of a block, in bytes.</param>
/// <param name="SharedBytesPerMultiprocessor">Shared memory of a multiprocessor, in bytes.</param>
/// <param name="ThreadsPerBlock">Most threads of a block.</param>
/// <param name="ThreadsPerMultiprocessor">Most threads of a multiprocessor.</param>
public sealed record CudaLimits(int Multiprocessors, int SharedBytesPerBlock, int SharedBytesPerMultiprocessor, int ThreadsPerBlock, int ThreadsPerMultiprocessor)
{
    /// <summary>Whether the GPU's driver has <see cref="StreamMemory"/>.</summary>
    public bool HasStreamMemory { get; init; } = true;

    /// <summary>Shared memory that the system keeps of each block.</summary>
    private const int ReservedBytes = 1024;

    /// <summary>On every GPU since sm_80.</summary>
    private const int RegistersPerMultiprocessor = 65536;

    /// <summary>Most registers of a thread, as they are handed out.</summary>
    private const int MostRegisters = 256;

    /// <summary>Why a variant cannot run, or null.</summary>
    public string? Obstacle(VariantResources needed)
    {
        ArgumentNullException.ThrowIfNull(needed);
        return needed.Threads > ThreadsPerBlock ? $"needs {needed.Threads} threads a block, the GPU has {ThreadsPerBlock}"
            : needed.SharedBytes > SharedBytesPerBlock ? $"needs {needed.SharedBytes} bytes of shared memory, the GPU has {SharedBytesPerBlock}"
            : null;
    }

    /// <summary>Blocks of a variant that a multiprocessor runs at once: as many as it was made for, or as have all the registers that a thread can have, if there is room.</summary>
    public int BlocksAtOnce(VariantResources needed)
    {
        ArgumentNullException.ThrowIfNull(needed);
        int byThreads = ThreadsPerMultiprocessor / Math.Max(1, needed.Threads);
        int byShared = SharedBytesPerMultiprocessor / (needed.SharedBytes + ReservedBytes);
        int byRegisters = RegistersPerMultiprocessor / (MostRegisters * Math.Max(1, needed.Threads));
        return Math.Max(1, Math.Min(Math.Max(byRegisters, needed.MinBlocks), Math.Min(byThreads, byShared)));
    }
}
