namespace Fla.Kernels.Tests;

/// <summary>Runs ops by name and compares them with the oracle.</summary>
internal static class Numeric
{
    internal static OpDescriptor Op(string name)
    {
        Assert.True(OpCatalog.TryFind(name, out OpDescriptor? op));
        return op;
    }

    /// <summary>The recurrent template of an op, in the interpreter.</summary>
    internal static string Recurrent(string op) =>
        $"reference/{(op == "hgrn" ? op : Recurrences.All.Concat(Recurrences.Parts).Single(r => r.Name == op).Family.Name)}_recurrent";

    /// <summary>Which of a call's tensors has its gates; null when the caller gives none.</summary>
    internal static string? Gates(OpInputs inputs) => inputs.Tensors.ContainsKey("g") ? "g" : inputs.Tensors.ContainsKey("w") ? "w" : null;

    internal static IReadOnlyDictionary<string, NamedTensor> Run(
        string op, OpInputs inputs, KernelTarget target, string? variant = null, int? threads = null) =>
        Op(op).Run(inputs, new() { Target = target, Variant = variant, MaxThreads = threads }).Tensors;

    /// <summary>Runs the op and holds what it writes to the tolerance of the element type.</summary>
    internal static void MatchesOracle(string op, OpInputs inputs, KernelTarget target, string? variant = null)
    {
        IReadOnlyDictionary<string, NamedTensor> expected = Op(op).Oracle(inputs);
        Near(expected, Run(op, inputs, target, variant), Accuracy.Tolerance(inputs.ElementType));
    }

    internal static void Near(
        IReadOnlyDictionary<string, NamedTensor> expected, IReadOnlyDictionary<string, NamedTensor> actual, double tolerance)
    {
        foreach (string name in actual.Keys)
        {
            Assert.Equal(expected[name].Shape, actual[name].Shape);
            double error = Accuracy.RelativeError(actual[name].Values, expected[name].Values);
            Assert.True(error <= tolerance, $"{name}: relative error {error:e2} over {tolerance:e0}");
        }
    }

    /// <summary>Equality of bits, so that NaN equals the same NaN and the zeros differ.</summary>
    internal static void SameBits(
        IReadOnlyDictionary<string, NamedTensor> expected, IReadOnlyDictionary<string, NamedTensor> actual)
    {
        foreach (string name in actual.Keys)
            Assert.Equal(Bits(expected[name].Values), Bits(actual[name].Values));
    }

    internal static int[] Bits(ReadOnlySpan<float> values)
    {
        int[] bits = new int[values.Length];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        return bits;
    }
}
