using System;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Fla;

namespace Consumer;

/// <summary>The same numbers in −0.5 … 0.5 on every machine.</summary>
internal static class Numbers
{
    public static HostTensor<float> Fill(HostTensor<float> tensor, uint seed)
    {
        Fill(tensor.Span, seed);
        return tensor;
    }

    public static Tensor<float> Tensor(uint seed, params ReadOnlySpan<nint> shape)
    {
        Tensor<float> tensor = System.Numerics.Tensors.Tensor.CreateFromShape<float>(shape);
        Fill(Of(tensor), seed);
        return tensor;
    }

    /// <summary>The elements of a dense tensor.</summary>
    public static Span<float> Of(Tensor<float> tensor) => MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), checked((int)tensor.FlattenedLength));

    private static void Fill(Span<float> values, uint seed)
    {
        foreach (ref float value in values)
        {
            seed = unchecked((seed * 1664525) + 1013904223);
            value = (seed / (float)uint.MaxValue) - 0.5f;
        }
    }
}
