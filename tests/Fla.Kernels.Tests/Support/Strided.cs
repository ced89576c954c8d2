using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>A tensor whose axes, but the last, lie in reverse order in memory, with three filler elements after each row.</summary>
internal sealed class Strided<T> where T : unmanaged
{
    private const int Padding = 3;

    internal Strided(ReadOnlySpan<nint> shape, T filler)
    {
        nint[] strides = new nint[shape.Length];
        strides[^1] = 1;
        nint size = shape[^1] + Padding;
        for (int axis = 0; axis < shape.Length - 1; axis++)
        {
            strides[axis] = shape[axis] > 1 ? size : 0;
            size *= shape[axis];
        }
        Memory = new T[size];
        Array.Fill(Memory, filler);
        Tensor = System.Numerics.Tensors.Tensor.Create(Memory, 0, shape, strides);
    }

    internal T[] Memory { get; }

    internal Tensor<T> Tensor { get; }

    internal static Tensor<T> Copy(Tensor<T> dense, T filler)
    {
        Strided<T> copy = new(dense.Lengths, filler);
        dense.CopyTo(copy.Tensor.AsTensorSpan());
        return copy.Tensor;
    }
}
