using System.Numerics.Tensors;

namespace Fla.Interop;

/// <summary>Tensors in the host's memory that another library owns, as spans; nothing is copied.</summary>
public static unsafe class TensorMemory
{
    /// <summary>A view that somebody else keeps alive for as long as it is used.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="address">The element at index 0 of every axis; 0 only when there are no elements.</param>
    /// <param name="shape">The length of each of 1 to 5 axes.</param>
    /// <param name="strides">The distance between neighbours along each axis, in elements.</param>
    /// <param name="name">What errors call the tensor.</param>
    /// <exception cref="ArgumentException">A span cannot be such a view; the message has the reason.</exception>
    public static TensorSpan<T> Span<T>(nint address, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, string name = "tensor") where T : unmanaged
    {
        if (shape.Length is < 1 or > Axes.Count)
            throw new ArgumentException($"{name}: expected 1 to {Axes.Count} axes, got {shape.Length}. Reshape the tensor.", name);
        if (strides.Length != shape.Length)
            throw new ArgumentException($"{name}: expected {shape.Length} strides for as many axes, got {strides.Length}.", name);
        bool empty = shape.Contains(0);
        if (address == 0 && !empty)
            throw new ArgumentException($"{name}: expected the address of the elements, got 0.", name);
        if (address % sizeof(T) != 0)
            throw new ArgumentException($"{name}: expected an address that is a multiple of {sizeof(T)}, the size of {typeof(T).Name}, got {address:x}. Copy the tensor.", name);

        Span<nint> lengths = stackalloc nint[shape.Length], steps = stackalloc nint[shape.Length];
        nint last = 0;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (shape[axis] < 0 || strides[axis] < 0)
                throw new ArgumentException($"{name}: expected no negative length or stride, got {shape[axis]} and {strides[axis]} at axis {axis}. Copy the tensor.", name);
            lengths[axis] = (nint)shape[axis];
            // As spans have it: where there is one element, there is no distance.
            steps[axis] = shape[axis] > 1 ? (nint)strides[axis] : 0;
            last = checked(last + (lengths[axis] - 1) * steps[axis]);
        }

        // A span at address 0 has no shape.
        if (empty)
            return Tensor.CreateFromShape<T>(lengths);
        try
        {
            return new((T*)address, last + 1, lengths, steps);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(
                $"{name}: a span has no strides [{string.Join(", ", strides.ToArray())}] for the shape [{string.Join(", ", shape.ToArray())}]: rows share elements or interleave. Copy the tensor to make it contiguous.",
                name,
                e);
        }
    }
}
