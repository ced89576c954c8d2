using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The tensors of one call, here and on a GPU: the same random inputs for the same seed, and outputs in which what is not written shows.</summary>
internal sealed class PlainTensors<T>(CudaDevice device, int seed) : IDisposable where T : unmanaged
{
    private static readonly Dictionary<string, T[][]> Interpreted = [];

    private readonly Random _random = new(seed);
    private readonly List<IDisposable> _tensors = [];
    private readonly List<(HostTensor<T> Expected, DeviceTensor<T> Actual)> _outputs = [];

    /// <summary>Numbers in −0.5 … 0.5.</summary>
    public (HostTensor<T> Host, DeviceTensor<T> Device) Input(params long[] shape) => Input(Elements.FromSingle<T>, shape);

    /// <summary>The same in fp32, whatever the elements of the call.</summary>
    public (HostTensor<float> Host, DeviceTensor<float> Device) Floats(params long[] shape) => Input(static x => x.ToArray(), shape);

    /// <param name="shape">Its shape.</param>
    /// <returns>Where the interpreter writes, and where the kernel does.</returns>
    public (HostTensor<T> Expected, DeviceTensor<T> Device) Output(params long[] shape)
    {
        HostTensor<T> expected = Keep(new HostTensor<T>(shape));
        DeviceTensor<T> actual = Keep(new DeviceTensor<T>(device, shape));
        _outputs.Add((expected, actual));
        return (expected, actual);
    }

    /// <summary>Has the interpreter fill the outputs, once for all variants of a call: it takes seconds, and inputs of the same shapes are the same.</summary>
    /// <param name="call">The template, and what of the inputs' shapes the outputs' do not tell.</param>
    /// <param name="interpret">Writes the outputs.</param>
    public void Expect(string call, Action interpret)
    {
        string key = $"{call}: {string.Join(", ", _outputs.Select(static o => o.Expected.Length))}";
        if (Interpreted.TryGetValue(key, out T[][]? known))
        {
            for (int i = 0; i < known.Length; i++)
                known[i].CopyTo(_outputs[i].Expected.Span);
            return;
        }

        interpret();
        Interpreted[key] = [.. _outputs.Select(static o => o.Expected.Span.ToArray())];
    }

    public void Poison()
    {
        foreach ((_, DeviceTensor<T> actual) in _outputs)
        {
            float[] nothing = new float[actual.Length];
            Array.Fill(nothing, float.NaN);
            actual.CopyFrom(Elements.FromSingle<T>(nothing));
        }
    }

    /// <summary>The largest relative error of the outputs; infinite when an element is NaN.</summary>
    public double Error() => _outputs.Max(static output =>
    {
        T[] actual = new T[output.Actual.Length];
        output.Actual.CopyTo(actual);
        double error = Accuracy.RelativeError(Elements.ToSingle<T>(actual), Elements.ToSingle<T>(output.Expected.Span));
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    });

    public void Dispose()
    {
        device.Synchronize();
        _tensors.ForEach(static t => t.Dispose());
    }

    private (HostTensor<TAny> Host, DeviceTensor<TAny> Device) Input<TAny>(Func<ReadOnlySpan<float>, TAny[]> narrow, long[] shape) where TAny : unmanaged
    {
        HostTensor<TAny> host = Keep(new HostTensor<TAny>(shape));
        float[] numbers = new float[host.Length];
        foreach (ref float number in numbers.AsSpan())
            number = _random.NextSingle() - 0.5f;
        narrow(numbers).CopyTo(host.Span);
        return (host, Keep(DeviceTensor<TAny>.From(device, host)));
    }

    private TTensor Keep<TTensor>(TTensor tensor) where TTensor : IDisposable
    {
        _tensors.Add(tensor);
        return tensor;
    }
}
