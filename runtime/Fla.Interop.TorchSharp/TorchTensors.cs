using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fla.Cuda;
using TorchSharp;

namespace Fla.Interop;

/// <summary>Tensors of TorchSharp as arguments of ops: views of their memory, with their strides.</summary>
/// <remarks>
/// A view does not keep its tensor alive. Call ops within the tensor's <c>DisposeScope</c> or <c>using</c>: the collector may take one whose
/// last mention was the call, while the op runs. Ops compute forward only; autograd sees neither what they read nor what they write.
/// </remarks>
public static class TorchTensors
{
    private const string Views = "A view is of memory that elements lie in.";

    /// <summary>A tensor on the CPU as an input.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/> or <see cref="Half"/>, as the tensor's dtype.</typeparam>
    /// <param name="tensor">1 to 5 axes of any strides.</param>
    /// <param name="name">What errors call the tensor; the argument's text by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException">It was disposed, has another dtype, or lies elsewhere; the message has the remedy.</exception>
    public static ReadOnlyTensorSpan<T> AsReadOnlyTensorSpan<T>(
        this torch.Tensor tensor, [CallerArgumentExpression(nameof(tensor))] string name = "tensor")
        where T : unmanaged => AsTensorSpan<T>(tensor, name);

    /// <summary>A tensor on the CPU as an output, or as a state that is updated in place.</summary>
    /// <inheritdoc cref="AsReadOnlyTensorSpan{T}"/>
    public static TensorSpan<T> AsTensorSpan<T>(
        this torch.Tensor tensor, [CallerArgumentExpression(nameof(tensor))] string name = "tensor")
        where T : unmanaged
    {
        nint address = Address(tensor, TypeOf<T>(), DeviceType.CPU, "Move it with .cpu(), or give the op device tensors: AsDeviceTensor.", name);
        return TensorMemory.Span<T>(address, tensor.shape, tensor.stride(), name);
    }

    /// <summary>The boundaries of packed sequences.</summary>
    /// <param name="tensor">[N + 1] of int64 on the CPU, contiguous.</param>
    /// <param name="name">What errors call the tensor; the argument's text by default.</param>
    /// <inheritdoc cref="AsReadOnlyTensorSpan{T}" path="/exception"/>
    public static ReadOnlySpan<long> AsCuSeqlens(
        this torch.Tensor tensor, [CallerArgumentExpression(nameof(tensor))] string name = "tensor")
    {
        _ = Address(tensor, torch.ScalarType.Int64, DeviceType.CPU, "Move it with .cpu().", name);
        if (tensor.dim() != 1 || !tensor.is_contiguous())
            throw new ArgumentException($"{name}: expected one contiguous axis, got [{string.Join(", ", tensor.shape)}] with strides [{string.Join(", ", tensor.stride())}]. Call .flatten().contiguous().", name);
        return MemoryMarshal.Cast<byte, long>(tensor.bytes);
    }

    /// <summary>A tensor on a GPU, as an argument of an op there; the view frees nothing.</summary>
    /// <remarks>TorchSharp's work comes before the op's on its own stream only: synchronize, or wrap that stream in a <see cref="CudaStream"/>.</remarks>
    /// <param name="tensor">1 to 5 axes of any strides.</param>
    /// <param name="gpu">The GPU that has it.</param>
    /// <param name="name">What errors call the tensor; the argument's text by default.</param>
    /// <inheritdoc cref="AsReadOnlyTensorSpan{T}"/>
    public static DeviceTensor<T> AsDeviceTensor<T>(
        this torch.Tensor tensor, CudaDevice gpu, [CallerArgumentExpression(nameof(tensor))] string name = "tensor")
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(gpu);
        nint address = Address(tensor, TypeOf<T>(), DeviceType.CUDA, "Move it with .cuda(), or give the op spans: AsTensorSpan.", name);
        if (tensor.device_index != gpu.Ordinal)
            throw new ArgumentException($"{name}: expected a tensor on GPU {gpu.Ordinal}, got one on {tensor.device_index}. Open that GPU, or move the tensor.", name);
        return new(gpu, address, tensor.shape, tensor.stride());
    }

    private static torch.ScalarType TypeOf<T>() where T : unmanaged => ElementTypes.Of<T>() switch
    {
        ElementType.Float32 => torch.ScalarType.Float32,
        ElementType.BFloat16 => torch.ScalarType.BFloat16,
        _ => torch.ScalarType.Float16,
    };

    private static nint Address(torch.Tensor tensor, torch.ScalarType type, DeviceType device, string move, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (tensor.IsInvalid)
            throw new ArgumentException($"{name}: expected a tensor, got one that was disposed. Keep it until the op is done: MoveToOuterDisposeScope().", name);
        if (tensor.dtype != type)
            throw new ArgumentException($"{name}: expected dtype {type}, got {tensor.dtype}. Convert it with .to_type(ScalarType.{type}), or ask for its own type.", name);
        if (tensor.device_type != device)
            throw new ArgumentException($"{name}: expected a tensor on {device}, got one on {tensor.device}. {move}", name);
        if (tensor.is_sparse)
            throw new ArgumentException($"{name}: expected a dense tensor, got a sparse one. {Views} Call .to_dense().", name);
        if (tensor.is_neg())
            throw new ArgumentException($"{name}: expected elements as they lie in memory, got a lazy negation of them. {Views} Call .resolve_neg().", name);
        return new AnyStorage(tensor).data_ptr() + checked((nint)(tensor.storage_offset() * tensor.ElementSize));
    }

    /// <summary>TorchSharp's own <c>Storage&lt;T&gt;</c> has no 16-bit types.</summary>
    private sealed class AnyStorage(torch.Tensor tensor) : torch.Storage(tensor)
    {
        public override int element_size() => (int)_tensor.ElementSize;
    }
}
