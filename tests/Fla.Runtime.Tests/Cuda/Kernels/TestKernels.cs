using ILGPU.Runtime.Cuda;

namespace Fla.Tests.Cuda;

using Grid = ILGPU.Grid;
using Group = ILGPU.Group;

/// <summary>Small kernels, each with something that ILGPU writes differently.</summary>
internal static class TestKernels
{
    internal readonly record struct Arguments(long From, long To, int Count, float Scale);

    internal readonly record struct Mixed(int A, long B, byte C, float D, short E, double F);

    /// <summary>Fields of all sizes: where ILGPU reads them is where C# has them.</summary>
    public static void Fields(Mixed m) => Asm.Store(m.B, m.A + m.C + m.D + m.E + (float)m.F);

    /// <summary>Inline assembly with references in a loop: what all emitted kernels look like.</summary>
    public static void Scale(Arguments a)
    {
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < a.Count; i += Grid.DimX * Group.DimX)
            Asm.Store(a.To + (long)i * 4, Asm.Load(a.From + (long)i * 4) * a.Scale);
    }

    /// <summary>Several parameters, dynamic shared memory, a barrier and a branch.</summary>
    public static void Reverse(long from, long to, int count)
    {
        Asm.KeepShared(count);
        uint memory = Asm.Shared();
        if (Group.IdxX < count)
            Asm.StoreShared(memory + (uint)Group.IdxX * 4, Asm.Load(from + Group.IdxX * 4L));
        Group.Barrier();
        if (Group.IdxX < count)
            Asm.Store(to + Group.IdxX * 4L, Asm.LoadShared(memory + (uint)(count - 1 - Group.IdxX) * 4));
    }

    /// <summary>A switch, an array in local memory that cannot become registers, several statements in one text.</summary>
    public static void Choose(long to, int which, int index)
    {
        int[] table = new int[4];
        for (int i = 0; i < 4; i++)
            table[i] = i * which;
        int value = which switch { 0 => index, 1 => index + 3, 2 => index * 5, 3 => index - 7, 4 => table[index & 3], _ => -1 };
        Input<int> input = value;
        Output<int> output = default;
        CudaAsm.EmitRef("{ .reg .pred small; setp.lt.s32 small, %0, 0; selp.s32 %1, 0, %0, small; }", ref input, ref output);
        Asm.Store(to, output.Value);
    }

    /// <summary>A branch on what inline assembly loaded, which differs from thread to thread.</summary>
    public static void Diverge(long from, long to)
    {
        float value = Asm.Load(from + Group.IdxX * 4L);
        if (value > 1)
            Asm.Store(to + Group.IdxX * 4L, value);
    }
}
