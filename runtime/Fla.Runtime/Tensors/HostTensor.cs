using System.Runtime.InteropServices;

namespace Fla;

/// <summary>A dense row-major tensor that owns its memory, aligned to 64 bytes, for tests and tools.</summary>
/// <remarks>Keep it alive (best: <c>using</c>) for as long as its <see cref="In"/> and <see cref="Out"/> views are in use.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed unsafe class HostTensor<T> : IDisposable where T : unmanaged
{
    private const nuint Alignment = 64;

    private readonly long[] _shape;
    private void* _block;
    private T* _data;

    /// <summary>A tensor of zeros; more than 2³¹ elements, and none at all, are fine.</summary>
    /// <param name="shape">The length of each of 1 to 5 axes.</param>
    /// <exception cref="ArgumentException">The number of axes is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="OverflowException">The size exceeds the address space.</exception>
    public HostTensor(params long[] shape)
    {
        _ = new Layout(shape);
        _shape = [.. shape];
        Length = shape.Aggregate(1L, (product, length) => checked(product * length));

        // Zeroed allocation leaves untouched pages to the system, which the aligned one cannot.
        _block = NativeMemory.AllocZeroed(checked((nuint)Length * (nuint)sizeof(T) + Alignment));
        _data = (T*)(((nuint)_block + Alignment - 1) & ~(Alignment - 1));
    }

    /// <summary>Frees the memory of a tensor that was not disposed.</summary>
    ~HostTensor() => Free();

    /// <summary>The length of each axis.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>The elements in row-major order.</summary>
    /// <exception cref="InvalidOperationException">There are more than <see cref="int.MaxValue"/> elements.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Span<T> Span => Length <= int.MaxValue
        ? new(Data, (int)Length)
        : throw new InvalidOperationException($"{Length} elements do not fit a Span: use In or Out.");

    /// <summary>The tensor as a template's input.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public In<T> In => new(Data, _shape);

    /// <summary>The tensor as a template's output.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Out<T> Out => new(Data, _shape);

    private T* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data == null, this);
            return _data;
        }
    }

    /// <summary>A copy of some elements, in row-major order.</summary>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    /// <inheritdoc cref="HostTensor{T}(long[])" path="/exception"/>
    public static HostTensor<T> From(ReadOnlySpan<T> elements, params long[] shape)
    {
        HostTensor<T> tensor = new(shape);
        if (tensor.Length == elements.Length)
        {
            elements.CopyTo(tensor.Span);
            return tensor;
        }
        tensor.Dispose();
        throw new ArgumentException($"Shape [{string.Join(", ", shape)}] has {tensor.Length} elements, given {elements.Length}.", nameof(elements));
    }

    /// <summary>Sets every element.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public void Fill(T value)
    {
        T* data = Data;
        for (long start = 0; start < Length; start += int.MaxValue)
            new Span<T>(data + start, (int)Math.Min(int.MaxValue, Length - start)).Fill(value);
    }

    /// <summary>Frees the memory; views of it must no longer be used.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_block);
        _block = _data = null;
    }
}
