using System.ComponentModel;
using System.Globalization;
using System.Runtime.Intrinsics;

namespace Fla;

/// <summary>This machine as a target: its vector width and cores, and how programs are spread over them.</summary>
public static unsafe class CpuTarget
{
    private static int s_vectorBits = InitialBits();

    /// <summary>The widest vectors that the hardware runs: 512, 256 or 128 bits.</summary>
    public static int HardwareBits { get; } =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>
    /// The vector width that kernels run with: the hardware's, unless the environment variable <c>FLA_VECTOR_BITS</c> or a test sets another.
    /// Any width is right on any machine; only the hardware's own and narrower ones are fast.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything but 512, 256 or 128.</exception>
    public static int VectorBits
    {
        get => s_vectorBits;
        set => s_vectorBits = value is 512 or 256 or 128
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected 512, 256 or 128.");
    }

    /// <summary>Threads that a call uses unless it asks for fewer.</summary>
    public static int DefaultThreads { get; } = Environment.ProcessorCount;

    /// <summary>For emitted launchers: runs every program of a grid, on up to <paramref name="threads"/> threads (0: all).</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Run(KernelVariant variant, void* arguments, Grid grid, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        long count = grid.Count;
        if (count <= 0)
            return;
        if (count > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(grid), count, "A launch runs at most 2147483647 programs.");
        int wanted = (int)Math.Min(threads == 0 ? DefaultThreads : threads, count);
        WorkerPool.Run(variant.Entry.For(s_vectorBits), arguments, grid, variant.Resources.ScratchBytes, wanted);
    }

    private static int InitialBits()
    {
        int hardware = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        string? asked = Environment.GetEnvironmentVariable("FLA_VECTOR_BITS");
        return int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits is 512 or 256 or 128 ? bits : hardware;
    }
}
