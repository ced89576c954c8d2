namespace Fla;

/// <summary>Batches of sequences as one sequence.</summary>
internal static class FlatTensors
{
    /// <summary>Whether the sequences lie behind each other, or there is no tensor.</summary>
    public static bool IsFlat<T>(this in In<T> tensor) where T : unmanaged =>
        tensor.IsEmpty || tensor.LongDim(0) == 1 || tensor.Stride(0) == tensor.LongDim(1) * tensor.Stride(1);

    /// <summary>The batch as one sequence of some tokens; no tensor stays none.</summary>
    public static unsafe In<T> Flat<T>(this in In<T> tensor, long tokens) where T : unmanaged
    {
        if (tensor.IsEmpty)
            return tensor;
        Span<long> shape = stackalloc long[4], strides = stackalloc long[4];
        for (int axis = 0; axis < tensor.Rank; axis++)
            (shape[axis], strides[axis]) = (tensor.LongDim(axis), tensor.Stride(axis));
        (shape[0], shape[1]) = (1, tokens);
        return new(tensor.Data, shape[..tensor.Rank], strides[..tensor.Rank]);
    }
}
