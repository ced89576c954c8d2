using System;
using Fla;

namespace Consumer;

/// <summary>Kernels of this project's own.</summary>
internal static class Templates
{
    /// <summary>A residual connection and the norm after it: s = x + r, y = w · s / √(mean(s²) + epsilon), row by row.</summary>
    [KernelTemplate]
    public static void ResidualNorm<[Element(typeof(float), typeof(Half))] T>(
        Block block,
        [HeadDim(64, 128)] int D,
        [Tune(1, 8)] int rows,
        In<T> x,
        In<T> residual,
        In<float> weight,
        Out<T> sum,
        Out<T> y,
        float epsilon)
        where T : unmanaged
    {
        int first = block.X * rows;
        Tile s = x[first..(first + rows), ..].Load(rows, D) + residual[first..(first + rows), ..].Load(rows, D);
        Tile scale = Tile.Rsqrt((Tile.Sum(s * s, 1) / x.Dim(1)) + epsilon);
        sum[first..(first + rows), ..].Store(s);
        y[first..(first + rows), ..].Store(s * scale * weight[..].LoadRow(D));
    }
}
