using System.Numerics.Tensors;

namespace Fla;

/// <summary>Kernel views over pinned tensor spans whose last axis is dense.</summary>
internal static unsafe class Views
{
    private const int MaxRank = 5;

    internal static In<T> In<T>(T* data, in ReadOnlyTensorSpan<T> tensor) where T : unmanaged
    {
        if (tensor.Rank == 0)
            return default;
        Span<long> shape = stackalloc long[MaxRank], strides = stackalloc long[MaxRank];
        Copy(tensor.Lengths, tensor.Strides, shape, strides);
        return new(data, shape[..tensor.Rank], strides[..tensor.Rank]);
    }

    internal static Out<T> Out<T>(T* data, in TensorSpan<T> tensor) where T : unmanaged
    {
        if (tensor.Rank == 0)
            return default;
        Span<long> shape = stackalloc long[MaxRank], strides = stackalloc long[MaxRank];
        Copy(tensor.Lengths, tensor.Strides, shape, strides);
        return new(data, shape[..tensor.Rank], strides[..tensor.Rank]);
    }

    private static void Copy(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> spanStrides, Span<long> shape, Span<long> strides)
    {
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            shape[axis] = lengths[axis];
            strides[axis] = spanStrides[axis];
        }

        // Tensor spans give an axis of length 1 the stride 0; kernels may count on a dense last axis.
        strides[lengths.Length - 1] = 1;
    }
}
