using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla.Interop;

/// <summary>A tensor of another library, taken as DLPack hands it over: read and written where it is, given back once.</summary>
/// <remarks>
/// Keep it alive (best: <c>using</c>) for as long as its views are in use. Neither side waits for the other: work on a GPU that makes the
/// tensor must come before the stream that reads it, <see cref="CudaStream.Wait"/> does that.
/// </remarks>
/// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/>, <see cref="Half"/>, or long for boundaries of sequences.</typeparam>
public sealed unsafe class DlpackTensor<T> : IDisposable where T : unmanaged
{
    private const ulong ReadOnlyFlag = 1;
    private const uint KnownMajorVersion = 1;

    private readonly nint _address;
    private readonly long[] _shape, _strides;
    private readonly void* _managed;
    private delegate* unmanaged[Cdecl]<void*, void> _deleter;
    private bool _disposed;

    /// <summary>Takes over what a capsule named <c>dltensor</c> points to. If this throws, it is still the caller's.</summary>
    /// <param name="managed">Not null; its deleter is called when this is disposed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="managed"/> is null.</exception>
    /// <exception cref="ArgumentException">A field is not what <typeparamref name="T"/> and this library need; the message names it.</exception>
    public DlpackTensor(DLManagedTensor* managed) : this(managed is null ? null : &managed->Tensor, nameof(managed))
    {
        _managed = managed;
        _deleter = managed->Deleter;
    }

    /// <summary>Takes over what a capsule named <c>dltensor_versioned</c> points to. If this throws, it is still the caller's.</summary>
    /// <inheritdoc cref="DlpackTensor{T}(DLManagedTensor*)"/>
    public DlpackTensor(DLManagedTensorVersioned* managed) : this(Known(managed), nameof(managed))
    {
        IsReadOnly = (managed->Flags & ReadOnlyFlag) != 0;
        _managed = managed;
        _deleter = managed->Deleter;
    }

    /// <summary>A view of a tensor that somebody else keeps for as long as it is used. The structure itself is not needed after this.</summary>
    /// <param name="tensor">Not null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <inheritdoc cref="DlpackTensor{T}(DLManagedTensor*)" path="/exception"/>
    public DlpackTensor(DLTensor* tensor) : this(tensor, nameof(tensor))
    {
    }

    private DlpackTensor(DLTensor* tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (tensor->Dtype != DLDataType.Of<T>())
            throw new ArgumentException($"{name}: expected dtype {DLDataType.Of<T>()} for elements of {typeof(T).Name}, got {tensor->Dtype}. Convert the tensor where it comes from.", name);
        if (tensor->Device.DeviceType is not (DLDevice.Cpu or DLDevice.Cuda or DLDevice.CudaHost))
            throw new ArgumentException($"{name}: expected memory of the CPU (1, 3) or of an NVIDIA GPU (2), got {tensor->Device}. Copy the tensor to one of them first.", name);
        if (tensor->Ndim is < 1 or > Axes.Count)
            throw new ArgumentException($"{name}: expected 1 to {Axes.Count} axes, got {tensor->Ndim}. Reshape the tensor.", name);
        if (tensor->Shape is null)
            throw new ArgumentException($"{name}: expected a shape, got null.", name);

        _shape = new ReadOnlySpan<long>(tensor->Shape, tensor->Ndim).ToArray();
        _strides = tensor->Strides is null ? Dense(_shape, name) : new ReadOnlySpan<long>(tensor->Strides, tensor->Ndim).ToArray();
        for (int axis = 0; axis < _shape.Length; axis++)
            if (_shape[axis] < 0 || _strides[axis] < 0)
                throw new ArgumentException($"{name}: expected no negative length or stride, got {_shape[axis]} and {_strides[axis]} at axis {axis}. Copy the tensor.", name);
        if (tensor->Data is null && !_shape.Contains(0))
            throw new ArgumentException($"{name}: expected data, got null.", name);
        if (tensor->ByteOffset > (ulong)(nint.MaxValue - (nint)tensor->Data))
            throw new ArgumentException($"{name}: expected a byte offset within memory, got {tensor->ByteOffset}.", name);
        _address = tensor->Data is null ? 0 : (nint)tensor->Data + (nint)tensor->ByteOffset;
        if (_address % sizeof(T) != 0)
            throw new ArgumentException($"{name}: expected an address that is a multiple of {sizeof(T)}, the size of {typeof(T).Name}, got {_address:x}. Copy the tensor.", name);
        Device = tensor->Device;
    }

    /// <summary>Gives back a tensor that was not disposed.</summary>
    ~DlpackTensor() => Release();

    /// <summary>Where it is.</summary>
    public DLDevice Device { get; }

    /// <summary>Whether its owner forbids to write it.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The length of each axis.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The distance between neighbours along each axis, in elements.</summary>
    public ReadOnlySpan<long> Strides => _strides;

    /// <summary>The tensor as an input of an op.</summary>
    /// <exception cref="InvalidOperationException">It is in the memory of a GPU.</exception>
    /// <exception cref="ArgumentException">Its strides are none of a span.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public ReadOnlyTensorSpan<T> AsReadOnlyTensorSpan() => OnHost();

    /// <summary>The tensor as an output of an op.</summary>
    /// <exception cref="InvalidOperationException">It is in the memory of a GPU, or must not be written.</exception>
    /// <inheritdoc cref="AsReadOnlyTensorSpan" path="/exception"/>
    public TensorSpan<T> AsTensorSpan() => IsReadOnly
        ? throw new InvalidOperationException("The owner of the tensor forbids to write it: take AsReadOnlyTensorSpan, or copy it.")
        : OnHost();

    /// <summary>The tensor as an argument of an op on its GPU; as an output only if it may be written. The view frees nothing.</summary>
    /// <param name="gpu">The GPU that has it.</param>
    /// <exception cref="ArgumentException">It is on another GPU.</exception>
    /// <exception cref="InvalidOperationException">It is in the memory of the host.</exception>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public DeviceTensor<T> AsDeviceTensor(CudaDevice gpu)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(gpu);
        if (Device.DeviceType != DLDevice.Cuda)
            throw new InvalidOperationException("The tensor is in the memory of the host: take AsTensorSpan.");
        if (Device.DeviceId != gpu.Ordinal)
            throw new ArgumentException($"gpu: the tensor is on GPU {Device.DeviceId}, not {gpu.Ordinal}. Open that one.", nameof(gpu));
        return new(gpu, _address, _shape, _strides);
    }

    /// <summary>Gives the tensor back to its owner; views of it must no longer be used.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private TensorSpan<T> OnHost()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Device.DeviceType == DLDevice.Cuda
            ? throw new InvalidOperationException($"The tensor is in the memory of {Device}: take AsDeviceTensor.")
            : TensorMemory.Span<T>(_address, _shape, _strides);
    }

    private void Release()
    {
        _disposed = true;
        delegate* unmanaged[Cdecl]<void*, void> deleter = _deleter;
        _deleter = null;
        if (deleter is not null)
            deleter(_managed);
    }

    private static DLTensor* Known(DLManagedTensorVersioned* managed)
    {
        ArgumentNullException.ThrowIfNull(managed);
        return managed->MajorVersion == KnownMajorVersion
            ? &managed->Tensor
            : throw new ArgumentException($"managed: expected DLPack {KnownMajorVersion}.x, got {managed->MajorVersion}.{managed->MinorVersion}. Ask its producer for version {KnownMajorVersion}.", nameof(managed));
    }

    private static long[] Dense(ReadOnlySpan<long> shape, string name)
    {
        try
        {
            long[] strides = new long[shape.Length];
            long stride = 1;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
                (strides[axis], stride) = (stride, checked(stride * Math.Max(shape[axis], 1)));
            return strides;
        }
        catch (OverflowException e)
        {
            throw new ArgumentException($"{name}: the shape [{string.Join(", ", shape.ToArray())}] has more elements than there is memory.", name, e);
        }
    }
}
