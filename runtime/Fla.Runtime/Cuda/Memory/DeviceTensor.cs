namespace Fla.Cuda;

/// <summary>A tensor in a GPU's memory: its own, or a view of memory that another library owns.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class DeviceTensor<T> : IDisposable where T : unmanaged
{
    private readonly Layout _layout;
    private readonly long[] _shape;
    private readonly bool _owned;
    private nint _address;
    private bool _disposed;

    /// <summary>A dense row-major tensor of its own memory, which is not cleared.</summary>
    /// <param name="device">The GPU.</param>
    /// <param name="shape">The length of each of 1 to 5 axes.</param>
    /// <exception cref="ArgumentException">The number of axes is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="CudaException">There is not enough memory.</exception>
    public DeviceTensor(CudaDevice device, params ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(device);
        _layout = new(shape);
        _shape = shape.ToArray();
        Length = _layout.Length;
        (Device, _owned) = (device, true);
        if (Length > 0)
            _address = DeviceMemory.Allocate(device, checked(Length * DeviceMemory.SizeOf<T>()));
    }

    /// <summary>A view of memory that somebody else owns and keeps for as long as it is used, such as a tensor of PyTorch.</summary>
    /// <param name="device">The GPU that has the memory.</param>
    /// <param name="address">The element at index 0 of every axis; 0 only when there are no elements.</param>
    /// <param name="shape">The length of each of 1 to 5 axes.</param>
    /// <param name="strides">The distance between neighbours along each axis, in elements.</param>
    /// <exception cref="ArgumentException">The number of axes or strides is wrong, or the address is 0 or not a multiple of the element's size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public DeviceTensor(CudaDevice device, nint address, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        ArgumentNullException.ThrowIfNull(device);
        _layout = new(shape, strides);
        _shape = shape.ToArray();
        Length = _layout.Length;
        if (address == 0 && Length > 0)
            throw new ArgumentException("There are elements, but no address.", nameof(address));
        if (address % DeviceMemory.SizeOf<T>() != 0)
            throw new ArgumentException($"The address {address:x} is not a multiple of {DeviceMemory.SizeOf<T>()}, the size of {typeof(T).Name}.", nameof(address));
        (Device, _address) = (device, address);
    }

    /// <summary>Frees memory that was not disposed.</summary>
    ~DeviceTensor() => Free(quiet: true);

    /// <summary>The GPU that has it.</summary>
    public CudaDevice Device { get; }

    /// <summary>The address of the first element, as kernels take it; 0 when there are no elements.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public long Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _address;
        }
    }

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>The number of axes, 1 to 5.</summary>
    public int Rank => _layout.Rank;

    /// <summary>The length of each axis.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Whether it is row-major without gaps.</summary>
    public bool IsDense => _layout.IsDense;

    /// <summary>The tensor as an input of a kernel's launcher for GPUs. The host cannot read it.</summary>
    /// <inheritdoc cref="Address" path="/exception"/>
    public unsafe In<T> In => new((T*)Address, _layout);

    /// <summary>The tensor as an output of a kernel's launcher for GPUs. The host cannot write it.</summary>
    /// <inheritdoc cref="Address" path="/exception"/>
    public unsafe Out<T> Out => new((T*)Address, _layout);

    /// <summary>The length of an axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public long Dim(int axis) => _layout.Dim(axis);

    /// <summary>The distance between neighbours along an axis, in elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public long Stride(int axis) => _layout.Stride(axis);

    /// <summary>A copy of a tensor of the host.</summary>
    /// <exception cref="CudaException">There is not enough memory.</exception>
    public static DeviceTensor<T> From(CudaDevice device, HostTensor<T> host)
    {
        ArgumentNullException.ThrowIfNull(host);
        DeviceTensor<T> tensor = new(device, host.Shape);
        tensor.CopyFrom(host);
        return tensor;
    }

    /// <summary>Copies elements in row-major order and waits for it.</summary>
    /// <exception cref="ArgumentException">The number of elements differs, or the tensor is not dense.</exception>
    /// <exception cref="CudaException">The driver refused.</exception>
    public unsafe void CopyFrom(ReadOnlySpan<T> elements)
    {
        CheckDense(elements.Length);
        fixed (T* from = elements)
            DeviceMemory.Upload(Device, _address, from, Bytes);
    }

    /// <summary>Copies elements in row-major order and waits for it.</summary>
    /// <inheritdoc cref="CopyFrom(ReadOnlySpan{T})" path="/exception"/>
    public unsafe void CopyTo(Span<T> elements)
    {
        CheckDense(elements.Length);
        fixed (T* to = elements)
            DeviceMemory.Download(Device, to, _address, Bytes);
    }

    /// <summary>Copies a tensor of the same number of elements and waits for it.</summary>
    /// <inheritdoc cref="CopyFrom(ReadOnlySpan{T})" path="/exception"/>
    public unsafe void CopyFrom(HostTensor<T> host)
    {
        ArgumentNullException.ThrowIfNull(host);
        CheckDense(host.Length);
        DeviceMemory.Upload(Device, _address, host.In.Data, Bytes);
        GC.KeepAlive(host);
    }

    /// <summary>Copies to a tensor of the same number of elements and waits for it.</summary>
    /// <inheritdoc cref="CopyFrom(ReadOnlySpan{T})" path="/exception"/>
    public unsafe void CopyTo(HostTensor<T> host)
    {
        ArgumentNullException.ThrowIfNull(host);
        CheckDense(host.Length);
        DeviceMemory.Download(Device, host.Out.Data, _address, Bytes);
        GC.KeepAlive(host);
    }

    /// <summary>Copies from another tensor in the order of a stream; nobody waits, and both must live until it is done.</summary>
    /// <inheritdoc cref="CopyFrom(ReadOnlySpan{T})" path="/exception"/>
    public void CopyFrom(DeviceTensor<T> other, CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(stream);
        CheckDense(other.Length);
        other.CheckDense(Length);
        DeviceMemory.Copy(stream, _address, other._address, Bytes);
    }

    /// <summary>Makes every element zero in the order of a stream; nobody waits.</summary>
    /// <exception cref="ArgumentException">The tensor is not dense.</exception>
    /// <exception cref="CudaException">The driver refused.</exception>
    public void Clear(CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckDense(Length);
        DeviceMemory.Clear(stream, _address, Bytes);
    }

    /// <summary>Frees memory of its own, once work that uses it is done; nothing may use it any more.</summary>
    public void Dispose()
    {
        Free(quiet: false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Element type, shape and place.</summary>
    public override string ToString() => $"DeviceTensor<{typeof(T).Name}> {_layout} on GPU {Device.Ordinal}";

    private long Bytes => Length * DeviceMemory.SizeOf<T>();

    private void CheckDense(long length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!IsDense)
            throw new ArgumentException($"{this} has gaps between its elements: copies need a dense tensor.");
        if (length != Length)
            throw new ArgumentException($"{this} has {Length} elements, given {length}.");
    }

    private void Free(bool quiet)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_owned && _address != 0)
            DeviceMemory.Free(Device, _address, quiet);
        _address = 0;
    }
}
