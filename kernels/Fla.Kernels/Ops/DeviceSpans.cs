using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>Tensors of a GPU as the contract sees tensors: by lengths, strides and address. Nobody on the host may touch an element.</summary>
internal static unsafe class DeviceSpans
{
    private const int MaxRank = 5;

    internal static ReadOnlyTensorSpan<T> Of<T>(DeviceTensor<T> tensor) where T : unmanaged
    {
        Span<nint> lengths = stackalloc nint[MaxRank], strides = stackalloc nint[MaxRank];
        nint count = Copy(tensor, lengths, strides);
        return new(Address(tensor), count, lengths[..tensor.Rank], strides[..tensor.Rank]);
    }

    internal static TensorSpan<T> Writable<T>(DeviceTensor<T> tensor) where T : unmanaged
    {
        Span<nint> lengths = stackalloc nint[MaxRank], strides = stackalloc nint[MaxRank];
        nint count = Copy(tensor, lengths, strides);
        return new(Address(tensor), count, lengths[..tensor.Rank], strides[..tensor.Rank]);
    }

    /// <exception cref="ArgumentException">It is on another GPU than the stream.</exception>
    internal static DeviceTensor<T> Here<T>(DeviceTensor<T> tensor, CudaStream stream, string name) where T : unmanaged => tensor.Device == stream.Device
        ? tensor
        : throw new ArgumentException($"{name}: expected a tensor on GPU {stream.Device.Ordinal}, as the stream is, got one on GPU {tensor.Device.Ordinal}. Copy it there first.", name);

    /// <summary>A span at address 0 has no shape, and a tensor without elements no address.</summary>
    private static T* Address<T>(DeviceTensor<T> tensor) where T : unmanaged => tensor.Address is not 0 and var address ? (T*)address : (T*)sizeof(T);

    /// <summary>The distance from the first element to behind the last.</summary>
    private static nint Copy<T>(DeviceTensor<T> tensor, Span<nint> lengths, Span<nint> strides) where T : unmanaged
    {
        nint last = 0;
        for (int axis = 0; axis < tensor.Rank; axis++)
        {
            lengths[axis] = (nint)tensor.Dim(axis);
            // As spans have it: where there is one element, there is no distance.
            strides[axis] = lengths[axis] > 1 ? (nint)tensor.Stride(axis) : 0;
            last += (lengths[axis] - 1) * strides[axis];
        }

        return tensor.Length == 0 ? 0 : last + 1;
    }
}
