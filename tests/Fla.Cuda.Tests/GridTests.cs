using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fla.Generated;

namespace Fla.Cuda.Tests;

/// <summary>Products whose warps share both axes of the result do what the interpreter says.</summary>
public sealed class GridTests : TemplateTests
{
    /// <summary>Down the rows of the result, or along its columns where these are more.</summary>
    [Fact]
    public void TheyShareBothAxes()
    {
        Assert.All(GridEpilogueKernel.CudaVariants.Concat<KernelVariant>(GridBackwardKernel.CudaVariants), static v => Assert.Contains("warpColumn", v.Source, StringComparison.Ordinal));
        Assert.Equal([128, 192], GridEpilogueKernel.CudaVariants.Select(static v => v.Resources.Threads).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Named), "grid_epilogue")]
    public void Epilogue(string name) => Both(name, 70, 117, 37);

    /// <summary>Whole tiles are copied without a question.</summary>
    [Theory]
    [MemberData(nameof(Named), "grid_epilogue")]
    public void EpilogueOfWholeTiles(string name) => Both(name, 64, 192, 160);

    /// <summary>Shorter than a step: nothing comes ahead of anything.</summary>
    [Theory]
    [MemberData(nameof(Named), "grid_epilogue")]
    public void EpilogueOfOneStep(string name) => Both(name, 64, 96, 8);

    private void Both(string name, int m, int n, int k)
    {
        if (IsWide(name))
            EpilogueOf<float>(name, m, n, k);
        else
            EpilogueOf<BFloat16>(name, m, n, k);
    }

    private void EpilogueOf<T>(string name, int m, int n, int k) where T : unmanaged
    {
        HostTensor<T> a = Filled<T>(k, m), b = Filled<T>(n, k), before = Filled<T>(m, n), c = new(m, n);
        HostTensor<float> scale = Filled<float>(m), bias = Filled<float>(n);
        (int bm, int bn, int bk) = (Constant(name, "BM"), Constant(name, "BN"), Constant(name, "BK"));
        Grid grid = new((n + bn - 1) / bn, (m + bm - 1) / bm);
        Reference.Run(grid, block => GridTemplates.GridEpilogue(block, bm, bn, bk, a.In, b.In, scale.In, bias.In, before.In, c.Out));
        byte[] output = Numbers.Poisoned(m * n * Unsafe.SizeOf<T>());
        Run(name, grid, new grid_epilogue_cuda_arguments
        {
            a = Device(a, k, m),
            b = Device(b, n, k),
            scale = Device(scale, m),
            bias = Device(bias, n),
            before = Device(before, m, n),
            c = Tensors.Add(output, m, n),
        });
        Close(c, output);
    }

    [Theory]
    [MemberData(nameof(Named), "grid_backward")]
    public void Backward(string name)
    {
        (int m, int n, int k) = (70, 128, 101);
        HostTensor<BFloat16> a = Filled<BFloat16>(m, k), b = Filled<BFloat16>(k, n), c = new(m, n);
        (int bm, int bn, int bk) = (Constant(name, "BM"), Constant(name, "BN"), Constant(name, "BK"));
        Grid grid = new((n + bn - 1) / bn, (m + bm - 1) / bm);
        Reference.Run(grid, block => GridTemplates.GridBackward(block, bm, bn, bk, a.In, b.In, c.Out));
        byte[] output = Numbers.Poisoned(m * n * sizeof(short));
        Run(name, grid, new grid_backward_cuda_arguments { a = Device(a, m, k), b = Device(b, k, n), c = Tensors.Add(output, m, n) });
        Close(c, output);
    }
}
