namespace Fla;

/// <summary>
/// Seeded random tensors: the same ones on every machine. After <see cref="Period"/> values a tensor repeats: kernels take as long, and
/// one that fills a GPU is not drawn for seconds.
/// </summary>
internal sealed class Synthesizer(int seed)
{
    internal const int Period = 1 << 22;

    private readonly Random _random = new(seed);

    internal NamedTensor Normal(params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (count, length) => checked(count * length))];
        int drawn = Math.Min(values.Length, Period);
        for (int i = 0; i < drawn; i++)
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
        for (int left = values.Length - drawn; left > 0; left -= Period)
            values.AsSpan(0, Math.Min(Period, left)).CopyTo(values.AsSpan(values.Length - left));
        return new(shape, values);
    }

    /// <summary>Normal rows along the last axis, scaled to length 1.</summary>
    internal NamedTensor UnitRows(params long[] shape)
    {
        NamedTensor tensor = Normal(shape);
        int width = (int)shape[^1];
        for (int start = 0; start < tensor.Values.Length; start += width)
        {
            Span<float> row = tensor.Values.AsSpan(start, width);
            double squares = 0;
            foreach (double x in row)
                squares += x * x;
            for (int i = 0; i < width; i++)
                row[i] = (float)(row[i] / Math.Sqrt(squares));
        }
        return tensor;
    }
}
