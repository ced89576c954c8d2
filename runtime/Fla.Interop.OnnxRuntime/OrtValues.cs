using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OrtBFloat16 = Microsoft.ML.OnnxRuntime.BFloat16;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Fla.Interop;

/// <summary>Tensors of ONNX Runtime as arguments of ops, and the results of ops as its tensors; nothing is copied.</summary>
/// <remarks>
/// A view does not keep its value alive: dispose the value (<c>using</c>) after the op. ONNX Runtime does not notice the use of a disposed one, so neither
/// does this. Its own API ends at 2³¹ − 1 bytes a tensor.
/// </remarks>
public static class OrtValues
{
    /// <summary>A tensor in the host's memory as an input.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>, as the tensor's element type.</typeparam>
    /// <param name="value">A tensor of 1 to 5 axes.</param>
    /// <param name="name">What errors call the tensor; the argument's text by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException">It is no tensor, has another element type, or lies elsewhere; the message has the remedy.</exception>
    public static ReadOnlyTensorSpan<T> AsReadOnlyTensorSpan<T>(
        this OrtValue value, [CallerArgumentExpression(nameof(value))] string name = "value")
        where T : unmanaged => AsTensorSpan<T>(value, name);

    /// <summary>A tensor in the host's memory as an output, or as a state that is updated in place.</summary>
    /// <inheritdoc cref="AsReadOnlyTensorSpan{T}"/>
    public static unsafe TensorSpan<T> AsTensorSpan<T>(
        this OrtValue value, [CallerArgumentExpression(nameof(value))] string name = "value")
        where T : unmanaged
    {
        long[] shape = Shape(value, TypeOf<T>(), name);
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
            (strides[axis], stride) = (stride, stride * shape[axis]);
        // Not the collector's: native, or pinned for as long as the value lives.
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(value.GetTensorMutableRawData()));
        return TensorMemory.Span<T>(address, shape, strides, name);
    }

    /// <summary>The boundaries of packed sequences.</summary>
    /// <param name="value">[N + 1] of int64 in the host's memory.</param>
    /// <param name="name">What errors call the tensor; the argument's text by default.</param>
    /// <inheritdoc cref="AsReadOnlyTensorSpan{T}" path="/exception"/>
    public static ReadOnlySpan<long> AsCuSeqlens(
        this OrtValue value, [CallerArgumentExpression(nameof(value))] string name = "value")
    {
        long[] shape = Shape(value, TensorElementType.Int64, name);
        return shape.Length == 1
            ? value.GetTensorDataAsSpan<long>()
            : throw new ArgumentException($"{name}: expected one axis, got [{string.Join(", ", shape)}]. Reshape the tensor.", name);
    }

    /// <summary>A tensor, such as the result of an op, as one of ONNX Runtime: the same memory, pinned until the value is disposed.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/>, <see cref="Half"/>, or long.</typeparam>
    /// <param name="tensor">Dense; <c>Tensor.Create(array, lengths)</c> makes one of an array.</param>
    /// <param name="name">What errors call the tensor; the argument's text by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException">It is not dense, or ONNX Runtime has no such elements.</exception>
    public static OrtValue ToOrtValue<T>(this Tensor<T> tensor, [CallerArgumentExpression(nameof(tensor))] string name = "tensor")
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (!tensor.IsDense)
            throw new ArgumentException($"{name}: expected a dense tensor, got strides [{string.Join(", ", tensor.Strides.ToArray())}]. ONNX Runtime has no strides: copy it with ToDenseTensor().", name);
        return typeof(T) == typeof(long) ? Value<T, long>(tensor) : ElementTypes.Of<T>() switch
        {
            ElementType.Float32 => Value<T, float>(tensor),
            ElementType.BFloat16 => Value<T, OrtBFloat16>(tensor),
            _ => Value<T, Float16>(tensor),
        };
    }

    private static OrtValue Value<T, TElement>(Tensor<T> tensor) where T : unmanaged where TElement : unmanaged
    {
        PinnableTensor<T, TElement> memory = new(tensor);
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory.Memory, [.. tensor.Lengths.ToArray().Select(static length => (long)length)]);
    }

    private static TensorElementType TypeOf<T>() where T : unmanaged => ElementTypes.Of<T>() switch
    {
        ElementType.Float32 => TensorElementType.Float,
        ElementType.BFloat16 => TensorElementType.BFloat16,
        _ => TensorElementType.Float16,
    };

    private static long[] Shape(OrtValue value, TensorElementType type, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (!value.IsTensor)
            throw new ArgumentException($"{name}: expected a tensor, got {value.OnnxType}. Take its elements with GetValue.", name);
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        if (info.ElementDataType != type)
            throw new ArgumentException($"{name}: expected elements of {type}, got {info.ElementDataType}. Ask for its own type, or add a Cast to the model.", name);
        using OrtMemoryInfo memory = value.GetTensorMemoryInfo();
        if (memory.GetDeviceType() != OrtMemoryInfoDeviceType.CPU && memory.GetDeviceMemoryType() != OrtDeviceMemoryType.HOST_ACCESSIBLE)
            throw new ArgumentException($"{name}: expected a tensor in the host's memory, got one on {memory.GetDeviceType()} {memory.Id}. Bind the output to the CPU.", name);
        return info.Shape;
    }
}
