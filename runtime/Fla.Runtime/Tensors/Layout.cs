namespace Fla;

/// <summary>Shape and strides, in elements, of a view of up to five axes.</summary>
internal readonly struct Layout
{
    private readonly Axes _shape;
    private readonly Axes _strides;

    public Layout(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        CheckShape(shape);
        if (strides.Length != shape.Length)
            throw new ArgumentException($"{shape.Length} axes need as many strides, given {strides.Length}.", nameof(strides));
        Rank = shape.Length;
        shape.CopyTo(_shape);
        strides.CopyTo(_strides);
    }

    public Layout(ReadOnlySpan<long> shape)
    {
        CheckShape(shape);
        Rank = shape.Length;
        shape.CopyTo(_shape);
        long stride = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            _strides[axis] = stride;
            stride = checked(stride * shape[axis]);
        }
    }

    public int Rank { get; }

    public Axes Shape => _shape;

    public Axes Strides => _strides;

    public bool HasElements
    {
        get
        {
            for (int axis = 0; axis < Rank; axis++)
                if (_shape[axis] == 0) return false;
            return Rank > 0;
        }
    }

    public long Length
    {
        get
        {
            long length = Rank > 0 ? 1 : 0;
            for (int axis = 0; axis < Rank; axis++)
                length = checked(length * _shape[axis]);
            return length;
        }
    }

    /// <summary>Row-major without gaps; where an axis has one element, its stride does not matter.</summary>
    public bool IsDense
    {
        get
        {
            long stride = 1;
            for (int axis = Rank - 1; axis >= 0; axis--)
            {
                if (_shape[axis] > 1 && _strides[axis] != stride)
                    return !HasElements;
                stride *= _shape[axis];
            }

            return true;
        }
    }

    public long Dim(int axis) => _shape[Checked(axis)];

    public long Stride(int axis) => _strides[Checked(axis)];

    public long Offset(ReadOnlySpan<At> at)
    {
        CheckRank(at.Length);
        long offset = 0;
        for (int axis = 0; axis < at.Length; axis++)
            offset += at[axis].IndexOn(axis, _shape[axis]) * _strides[axis];
        return offset;
    }

    public Window Window(ReadOnlySpan<At> at)
    {
        CheckRank(at.Length);
        Window window = default;
        for (int axis = 0; axis < at.Length; axis++)
        {
            if (at[axis].IsRange)
            {
                (long start, long count) = at[axis].RangeOn(_shape[axis]);
                window = window.WithRange(count, start, _strides[axis]);
            }
            else
            {
                window = window.WithIndex(at[axis].IndexOn(axis, _shape[axis]), _strides[axis]);
            }
        }
        return window.Checked();
    }

    public override string ToString() =>
        $"[{string.Join(", ", ((ReadOnlySpan<long>)_shape)[..Rank].ToArray())}]";

    private static void CheckShape(ReadOnlySpan<long> shape)
    {
        if (shape.Length is < 1 or > Axes.Count)
            throw new ArgumentException($"A tensor has 1 to {Axes.Count} axes, given {shape.Length}.", nameof(shape));
        foreach (long length in shape)
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
    }

    private int Checked(int axis) =>
        (uint)axis < (uint)Rank ? axis : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The tensor has {Rank} axes.");

    private void CheckRank(int given)
    {
        if (given != Rank)
            throw new ArgumentException(Rank == 0
                ? "The tensor is empty: test IsEmpty before indexing it."
                : $"A tensor with {Rank} axes is indexed with {Rank} positions, given {given}.");
    }
}
