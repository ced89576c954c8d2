namespace Fla.Tests;

/// <summary>Seeded inputs, and outputs filled with NaN so that an element left unwritten is noticed.</summary>
internal static class Inputs
{
    public static HostTensor<T> Tensor<T>(int seed, params long[] shape) where T : unmanaged
    {
        Random random = new(seed);
        HostTensor<T> tensor = new(shape);
        foreach (ref T element in tensor.Span)
            element = ElementConversion<T>.Round(random.NextDouble() * 2 - 1);
        return tensor;
    }

    public static HostTensor<T> Poisoned<T>(params long[] shape) where T : unmanaged
    {
        HostTensor<T> tensor = new(shape);
        tensor.Fill(ElementConversion<T>.Round(double.NaN));
        return tensor;
    }
}
