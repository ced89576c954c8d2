namespace Fla.Tuning;

/// <summary>The tensors of one call: inputs with the same numbers on every machine, and outputs that can be poisoned and read.</summary>
/// <param name="seed">Seed of the inputs.</param>
public sealed class TrialTensors(int seed = 1) : IDisposable
{
    private readonly Random _random = new(seed);
    private readonly List<IDisposable> _tensors = [];
    private readonly List<(string Name, Action Poison, Func<float[]> Read)> _outputs = [];

    /// <summary>An input of normally distributed numbers.</summary>
    public HostTensor<T> Input<T>(params long[] shape) where T : unmanaged => Input<T>(static x => x, shape);

    /// <summary>An input of normally distributed numbers after a function, for values that must be positive, small or in order.</summary>
    public HostTensor<T> Input<T>(Func<double, double> map, params long[] shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(map);
        ElementConversion<T>.Require(nameof(Input));
        HostTensor<T> tensor = Own(new HostTensor<T>(shape));
        foreach (ref T value in tensor.Span)
            value = ElementConversion<T>.Round(map(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble())));
        return tensor;
    }

    /// <summary>An output.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="shape">The length of each axis.</param>
    public HostTensor<T> Output<T>(string name, params long[] shape) where T : unmanaged
    {
        ElementConversion<T>.Require(nameof(Output));
        HostTensor<T> tensor = Own(new HostTensor<T>(shape));
        _outputs.Add((name, () => tensor.Fill(ElementConversion<T>.Round(double.NaN)), () => Array.ConvertAll(tensor.Span.ToArray(), static x => (float)ElementConversion<T>.Widen(x))));
        return tensor;
    }

    /// <summary>Frees a tensor of the caller's, such as one of indices, together with the others.</summary>
    public HostTensor<T> Own<T>(HostTensor<T> tensor) where T : unmanaged
    {
        _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>Fills the outputs with NaN.</summary>
    public void Poison() => _outputs.ForEach(static o => o.Poison());

    /// <summary>Copies of the outputs, by name.</summary>
    public IReadOnlyDictionary<string, float[]> Outputs() => _outputs.ToDictionary(static o => o.Name, static o => o.Read());

    /// <inheritdoc/>
    public void Dispose() => _tensors.ForEach(static t => t.Dispose());
}
