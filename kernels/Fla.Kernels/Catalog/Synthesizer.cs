namespace Fla;

/// <summary>Seeded random tensors: the same ones on every machine.</summary>
internal sealed class Synthesizer(int seed)
{
    private readonly Random _random = new(seed);

    internal NamedTensor Normal(params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (count, length) => checked(count * length))];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
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
