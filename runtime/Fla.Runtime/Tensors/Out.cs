using System.Diagnostics;

namespace Fla;

/// <summary>A tensor that a template writes: a strided view of up to five axes over memory that the caller keeps alive and pinned.</summary>
/// <typeparam name="T"><see cref="float"/>, <see cref="BFloat16"/>, <see cref="Half"/> or <see cref="double"/>.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
public readonly unsafe struct Out<T> where T : unmanaged
{
    private readonly Layout _layout;

    /// <summary>A view with given strides.</summary>
    /// <param name="data">The element at index 0 of every axis; may be null only when there are no elements.</param>
    /// <param name="shape">The length of each of 1 to 5 axes.</param>
    /// <param name="strides">The distance between neighbours along each axis, in elements.</param>
    /// <exception cref="ArgumentException">The number of axes or strides is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null though the shape has elements.</exception>
    public Out(T* data, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides) : this(data, new Layout(shape, strides)) { }

    /// <summary>A dense row-major view: the last axis has stride 1.</summary>
    /// <param name="data">The first element; may be null only when there are no elements.</param>
    /// <param name="shape">The length of each of 1 to 5 axes.</param>
    /// <exception cref="ArgumentException">The number of axes is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null though the shape has elements.</exception>
    public Out(T* data, ReadOnlySpan<long> shape) : this(data, new Layout(shape)) { }

    internal Out(T* data, Layout layout)
    {
        if (data == null && layout.HasElements) throw new ArgumentNullException(nameof(data));
        Data = data;
        _layout = layout;
    }

    /// <summary>The element at index 0 of every axis; null for the empty tensor.</summary>
    public T* Data { get; }

    /// <summary>The number of axes, 1 to 5; 0 for the empty tensor.</summary>
    public int Rank => _layout.Rank;

    /// <summary>True when there is no memory behind the view, as in <c>default</c>: an optional tensor that was not given.</summary>
    public bool IsEmpty => Data == null;

    internal Layout Layout => _layout;

    /// <summary>The length of an axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public long LongDim(int axis) => _layout.Dim(axis);

    /// <summary>The length of an axis as an <see cref="int"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="OverflowException">The length exceeds <see cref="int.MaxValue"/>.</exception>
    public int Dim(int axis) => checked((int)_layout.Dim(axis));

    /// <summary>The distance between neighbours along an axis, in elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public long Stride(int axis) => _layout.Stride(axis);

    /// <summary>A slice of a tensor of 1 axis: a range. Ranges are clipped to the axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its axis.</exception>
    /// <exception cref="ArgumentException">The number of positions is not the number of axes.</exception>
    /// <exception cref="InvalidOperationException">There are no ranges, or more than two.</exception>
    public OutSlice<T> this[At a] => Slice([a]);

    /// <summary>A slice of a tensor of 2 axes: an index or a range for each. Ranges are clipped to the axis.</summary>
    /// <inheritdoc cref="this[At]" path="/exception"/>
    public OutSlice<T> this[At a, At b] => Slice([a, b]);

    /// <summary>A slice of a tensor of 3 axes: an index or a range for each, one or two of them ranges, which are clipped to the axis.</summary>
    /// <inheritdoc cref="this[At]" path="/exception"/>
    public OutSlice<T> this[At a, At b, At c] => Slice([a, b, c]);

    /// <summary>A slice of a tensor of 4 axes: an index or a range for each, one or two of them ranges, which are clipped to the axis.</summary>
    /// <inheritdoc cref="this[At]" path="/exception"/>
    public OutSlice<T> this[At a, At b, At c, At d] => Slice([a, b, c, d]);

    /// <summary>A slice of a tensor of 5 axes: an index or a range for each, one or two of them ranges, which are clipped to the axis.</summary>
    /// <inheritdoc cref="this[At]" path="/exception"/>
    public OutSlice<T> this[At a, At b, At c, At d, At e] => Slice([a, b, c, d, e]);

    /// <summary>Element type and shape.</summary>
    public override string ToString() => $"Out<{typeof(T).Name}> {_layout}";

    private OutSlice<T> Slice(ReadOnlySpan<At> at) => new(Data, _layout.Window(at));
}
