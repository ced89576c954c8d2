using IlGrid = ILGPU.Grid;
using IlGroup = ILGPU.Group;

namespace Fla.Gpu;

/// <summary>
/// Products of 64 × depth by (64 × depth)ᵀ in bfloat16, one a block: four warps of 16 rows each, two stages of shared memory.
/// What emitted kernels consist of, by hand.
/// </summary>
internal static class TileProduct
{
    public const int Side = 64;
    public const int Threads = 128;
    public const int Step = 128;
    public const int SharedBytes = 2 * StageBytes;

    // 16 bytes between rows keep the eight rows of a matrix in different banks.
    private const int RowBytes = 2 * Step + 16;
    private const int TileBytes = Side * RowBytes;
    private const int StageBytes = 2 * TileBytes;

    /// <summary>Left and right are [batch, 64, depth] in bfloat16, the result [batch, 64, 64] in float; depth is a multiple of 128.</summary>
    internal readonly record struct Arguments(long Left, long Right, long Result, int Depth);

    public static void Kernel(Arguments a)
    {
        Warp.KeepShared(a.Depth);
        uint memory = Warp.Shared();
        int thread = IlGroup.IdxX, lane = thread & 31, warp = thread >> 5;
        long block = (long)IlGrid.IdxX * Side;
        long left = a.Left + block * a.Depth * 2, right = a.Right + block * a.Depth * 2;
        uint rows = memory + (uint)((warp * 16 + (lane & 15)) * RowBytes + (lane >> 4) * 16);
        uint columns = memory + TileBytes + (uint)((lane & 15) * RowBytes + (lane >> 4) * 16);
        F4 c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;

        Fetch(memory, left, right, a.Depth, thread);
        uint stage = 0;
        for (int k = 0; k < a.Depth; k += Step)
        {
            if (k + Step < a.Depth)
                Fetch(memory + (StageBytes - stage), left + (k + Step) * 2, right + (k + Step) * 2, a.Depth, thread);
            else
                Warp.Commit();
            Warp.WaitForAllButOne();
            IlGroup.Barrier();
            for (uint inner = stage; inner < stage + 2 * Step; inner += 32)
            {
                U4 f = default, g = default;
                Warp.LoadMatrix(ref f, rows + inner);
                Warp.LoadMatrix(ref g, columns + inner);
                Warp.Multiply(ref c0, f, g.X, g.Z);
                Warp.Multiply(ref c1, f, g.Y, g.W);
                Warp.LoadMatrix(ref g, columns + 16 * RowBytes + inner);
                Warp.Multiply(ref c2, f, g.X, g.Z);
                Warp.Multiply(ref c3, f, g.Y, g.W);
                Warp.LoadMatrix(ref g, columns + 32 * RowBytes + inner);
                Warp.Multiply(ref c4, f, g.X, g.Z);
                Warp.Multiply(ref c5, f, g.Y, g.W);
                Warp.LoadMatrix(ref g, columns + 48 * RowBytes + inner);
                Warp.Multiply(ref c6, f, g.X, g.Z);
                Warp.Multiply(ref c7, f, g.Y, g.W);
            }

            IlGroup.Barrier();
            stage = StageBytes - stage;
        }

        long to = a.Result + (block + warp * 16 + lane / 4) * Side * 4 + (lane & 3) * 8;
        Store(to, 0, c0);
        Store(to, 1, c1);
        Store(to, 2, c2);
        Store(to, 3, c3);
        Store(to, 4, c4);
        Store(to, 5, c5);
        Store(to, 6, c6);
        Store(to, 7, c7);
    }

    private static void Fetch(uint to, long left, long right, int depth, int thread)
    {
        for (int i = thread; i < Side * Step / 8; i += Threads)
        {
            int row = i / (Step / 8), part = i % (Step / 8);
            uint place = to + (uint)(row * RowBytes + part * 16);
            long offset = (long)row * depth * 2 + part * 16;
            Warp.CopyAsync(place, left + offset);
            Warp.CopyAsync(place + TileBytes, right + offset);
        }

        Warp.Commit();
    }

    private static void Store(long to, int column, F4 c)
    {
        Warp.Store(to + column * 32, c.X, c.Y);
        Warp.Store(to + column * 32 + 8 * Side * 4, c.Z, c.W);
    }
}
