namespace Fla.Kernels.Tests;

/// <summary>Seeded inputs and edits of them. Edits copy.</summary>
internal static class Inputs
{
    internal static OpInputs Random(
        string op, OpShape shape, ElementType element = ElementType.Float32, int seed = 1, long[]? cuSeqlens = null, bool state = true)
    {
        OpInputs inputs = Numeric.Op(op).Synthesize(shape, element, seed) with { CuSeqlens = cuSeqlens };
        long[] stateShape = [cuSeqlens?.Length - 1 ?? shape.B, shape.HV, shape.K, shape.V];
        Random random = new(seed);
        if (!state)
            return inputs;
        inputs = inputs.With("h0", stateShape, _ => random.NextSingle() - 0.5f);
        return op == "linear_attn_normalized" ? inputs.With("z0", stateShape[..3], _ => random.NextSingle()) : inputs;
    }

    internal static OpInputs With(this OpInputs inputs, string name, long[] shape, Func<int, float> value)
    {
        float[] values = new float[shape.Aggregate(1L, (count, length) => count * length)];
        for (int i = 0; i < values.Length; i++)
            values[i] = value(i);
        return inputs with { Tensors = new Dictionary<string, NamedTensor>(inputs.Tensors) { [name] = new(shape, values) } };
    }

    /// <summary>The inputs that have a row a token.</summary>
    internal static IEnumerable<KeyValuePair<string, NamedTensor>> OfTokens(this OpInputs inputs) => inputs.Tensors.Where(static t => t.Key is not ("h0" or "z0" or "u"));

    /// <summary>Replaces each element of one tensor, given its row-major index and value.</summary>
    internal static OpInputs Map(this OpInputs inputs, string name, Func<int, float, float> map)
    {
        NamedTensor tensor = inputs.Tensors[name];
        return inputs.With(name, tensor.Shape, i => map(i, tensor.Values[i]));
    }
}
