namespace Fla;

/// <summary>A dense row-major tensor of float32 values.</summary>
public sealed record NamedTensor
{
    /// <summary>A tensor over the given values, without a copy.</summary>
    /// <param name="shape">The length of each axis.</param>
    /// <param name="values">The elements, the last axis fastest.</param>
    /// <exception cref="ArgumentException">The shape is negative, too large, or has another number of elements.</exception>
    public NamedTensor(long[] shape, float[] values)
    {
        Int128 extent = 1;
        foreach (long length in shape)
        {
            if (length < 0)
                throw new ArgumentException($"shape: expected no negative length, got [{string.Join(", ", shape)}].", nameof(shape));
            extent *= Math.Max(1, length);
            if (extent > long.MaxValue)
                throw new ArgumentException($"shape: expected strides that fit 64 bits, got [{string.Join(", ", shape)}].", nameof(shape));
        }
        if (values.Length != (shape.Contains(0) ? 0 : extent))
            throw new ArgumentException(
                $"values: expected the elements of [{string.Join(", ", shape)}], got {values.Length} of them.", nameof(values));
        (Shape, Values) = (shape, values);
    }

    /// <summary>The length of each axis.</summary>
    public long[] Shape { get; }

    /// <summary>The elements, the last axis fastest.</summary>
    public float[] Values { get; }

    internal NamedTensor Map(Func<float, float> map) => new(Shape, Array.ConvertAll(Values, value => map(value)));
}
