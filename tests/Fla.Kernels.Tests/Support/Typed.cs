using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>Inputs as tensors of one element type, and the public forms of each op over them.</summary>
internal sealed class Typed<T>(string op, OpInputs inputs, KernelTarget target) where T : unmanaged
{
    private readonly OpOptions _options = new() { Target = target };

    internal Tensor<T> Q { get; set; } = Elements(inputs.Tensors["q"]);
    internal Tensor<T> K { get; set; } = Elements(inputs.Tensors["k"]);
    internal Tensor<T> V { get; set; } = Elements(inputs.Tensors["v"]);
    internal Tensor<T> Beta { get; set; } = Elements(inputs.Tensors["beta"]);
    internal Tensor<float> G { get; set; } = Floats(inputs.Tensors.TryGetValue("g", out NamedTensor? g) ? g : new([0], []));
    internal Tensor<float> InitialState { get; set; } = Floats(inputs.Tensors["h0"]);

    internal (Tensor<T> O, Tensor<float>? FinalState) Allocate(bool outputFinalState) => op switch
    {
        "delta_rule" => DeltaRule.Forward<T>(
            Q, K, V, Beta, inputs.Scale, InitialState, outputFinalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options),
        "gated_delta_rule" => GatedDeltaRule.Forward<T>(
            Q, K, V, G, Beta, inputs.Scale, InitialState, outputFinalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options),
        _ => KimiDeltaAttention.Forward<T>(
            Q, K, V, G, Beta, inputs.Scale, InitialState, outputFinalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options),
    };

    internal void Into(in TensorSpan<T> o, in TensorSpan<float> finalState)
    {
        if (op == "delta_rule")
            DeltaRule.Forward(Q, K, V, Beta, o, inputs.Scale, InitialState, finalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
        else if (op == "gated_delta_rule")
            GatedDeltaRule.Forward(Q, K, V, G, Beta, o, inputs.Scale, InitialState, finalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
        else
            KimiDeltaAttention.Forward(Q, K, V, G, Beta, o, inputs.Scale, InitialState, finalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
    }

    internal static T Element(float value) => (T)(object)(
        typeof(T) == typeof(float) ? value : typeof(T) == typeof(Half) ? (object)(Half)value : (BFloat16)value);

    internal static float Single(T value) => (object)value switch
    {
        float single => single,
        Half half => (float)half,
        object other => (float)(BFloat16)other,
    };

    /// <summary>The elements in row-major order, widened, as bits.</summary>
    internal static int[] Bits(Tensor<T> tensor) => Numeric.Bits([.. tensor.Select(Single)]);

    private static Tensor<T> Elements(NamedTensor tensor) =>
        Tensor.Create(Array.ConvertAll(tensor.Values, Element), Array.ConvertAll(tensor.Shape, length => (nint)length));

    private static Tensor<float> Floats(NamedTensor tensor) =>
        Tensor.Create(tensor.Values, Array.ConvertAll(tensor.Shape, length => (nint)length));
}
