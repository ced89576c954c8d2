using Fla.Cuda;
using IlGrid = ILGPU.Grid;
using IlGroup = ILGPU.Group;

namespace Fla.Gpu;

/// <summary>Several parameters, one structure of all sizes, a grid of three axes, threads that branch apart.</summary>
internal static class Parameters
{
    private const int Threads = 64;

    internal readonly record struct Mixed(int A, long To, byte C, float D, short E, double F);

    public static void Several(long to, int scale, float shift)
    {
        int block = IlGrid.IdxX + IlGrid.DimX * (IlGrid.IdxY + IlGrid.DimY * IlGrid.IdxZ);
        int index = block * Threads + IlGroup.IdxX;
        float value = index * scale + shift;
        if ((IlGroup.IdxX & 1) != 0)
            value = -value;
        Warp.Store(to + index * 8L, value, IlGroup.IdxX);
    }

    public static void One(Mixed m) => Warp.Store(m.To + IlGroup.IdxX * 8L, m.A + m.C + m.D + m.E + (float)m.F, IlGroup.IdxX);

    public static unsafe void Run(CudaDevice device, Report report)
    {
        using CudaStream stream = new(device);
        Grid grid = new(3, 2, 2);
        float[] values = new float[grid.Count * Threads * 2];
        using DeviceTensor<float> result = new(device, values.Length);
        using CudaKernel several = CudaKernel.Load(device, Source(nameof(Several)), cache: null), one = CudaKernel.Load(device, Source(nameof(One)), cache: null);

        (long to, int scale, float shift) = (result.Address, 3, 0.5f);
        void** parameters = stackalloc void*[] { &to, &scale, &shift };
        several.Launch(grid, stream, parameters);
        result.CopyTo(values);
        int wrong = Enumerable.Range(0, values.Length / 2).Count(i => values[2 * i] != (i % 2 == 0 ? 1 : -1) * (i * 3 + 0.5f));
        report.Check("several parameters", wrong == 0, $"{wrong} of {values.Length / 2} wrong");

        one.Launch(new(1), stream, new Mixed(1, result.Address, 2, 4, 8, 16));
        result.CopyTo(values);
        report.Check("a structure", values.AsSpan(0, 2 * Threads).ToArray().Where(static (_, i) => i % 2 == 0).All(static v => v == 31), $"{values[0]}");
    }

    private static CudaKernelSource Source(string name)
    {
        System.Reflection.MethodInfo method = typeof(Parameters).GetMethod(name)!;
        return new() { Id = name, Method = method, ContentHash = CudaKernelSource.HashOf(method), Threads = Threads };
    }
}
