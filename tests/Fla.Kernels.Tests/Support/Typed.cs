using System.Numerics.Tensors;

namespace Fla.Kernels.Tests;

/// <summary>Inputs as tensors of one element type, and the public forms of each op over them.</summary>
internal sealed class Typed<T>(string op, OpInputs inputs, KernelTarget target) where T : unmanaged
{
    private readonly OpOptions _options = new() { Target = target };

    internal Tensor<T> Q { get; set; } = Elements(inputs.Tensors["q"]);
    internal Tensor<T> K { get; set; } = Elements(inputs.Tensors["k"]);
    internal Tensor<T> V { get; set; } = Elements(inputs.Tensors["v"]);
    internal Tensor<T> Beta { get; set; } = Elements(Given(inputs, "beta"));
    internal Tensor<T> U { get; } = Elements(Given(inputs, "u"));
    internal Tensor<T> A { get; } = Elements(Given(inputs, inputs.Tensors.ContainsKey("p") ? "p" : "a"));
    internal Tensor<T> B { get; } = Elements(Given(inputs, "b"));
    internal Tensor<T> W { get; } = Elements(Given(inputs, "w"));
    internal Tensor<float> G { get; set; } = Floats(Numeric.Gates(inputs) is { } gates ? inputs.Tensors[gates] : Nothing);
    internal Tensor<float> InitialState { get; set; } = Floats(inputs.Tensors["h0"]);
    internal Tensor<float> KeySums { get; } = Floats(Given(inputs, "z0"));

    /// <summary>Those of o: v's, with the tokens of q.</summary>
    internal nint[] OutputLengths => [Q.Lengths[0], Q.Lengths[1], V.Lengths[2], V.Lengths[3]];

    private static NamedTensor Nothing => new([0], []);

    internal (Tensor<T> O, Tensor<float>? FinalState) Allocate(bool outputFinalState)
    {
        switch (op)
        {
            case "delta_rule":
                return DeltaRule.Forward<T>(Q, K, V, Beta, inputs.Scale, InitialState, outputFinalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
            case "gated_delta_rule":
                return GatedDeltaRule.Forward<T>(Q, K, V, G, Beta, inputs.Scale, InitialState, outputFinalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
            case "kda":
                return KimiDeltaAttention.Forward<T>(Q, K, V, G, Beta, inputs.Scale, InitialState, outputFinalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
            case "comba":
                return Comba.Forward<T>(Q, K, V, A, G, Beta, inputs.Scale, InitialState, outputFinalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
            case "gdn2":
                return GatedDeltaNet2.Forward<T>(Q, K, V, G, B, W, inputs.Scale, InitialState, outputFinalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
            case "gated_delta_product":
                return GatedDeltaProduct.Forward<T>(Q, K, V, G, Beta, 2, inputs.Scale, InitialState, outputFinalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
            case "iplr_delta_rule":
                return IplrDeltaRule.Forward<T>(Q, K, V, A, B, inputs.Scale, InitialState, outputFinalState, inputs.CuSeqlens, _options);
            case "dplr_delta_rule":
                return DplrDeltaRule.Forward<T>(Q, K, V, A, B, G, inputs.Scale, InitialState, outputFinalState, inputs.CuSeqlens, _options);
            case "rwkv7":
                return Rwkv7.Forward<T>(Q, K, V, G, A, B, inputs.Scale, InitialState, outputFinalState, inputs.CuSeqlens, _options);
            case "linear_attn":
                return LinearAttention.Forward<T>(Q, K, V, inputs.Scale, InitialState, outputFinalState, inputs.CuSeqlens, _options);
            case "linear_attn_normalized":
                (Tensor<T> o, Tensor<float>? state, Tensor<float>? sums) = NormalizedLinearAttention.Forward<T>(Q, K, V, inputs.Scale, InitialState, KeySums, outputFinalState, inputs.CuSeqlens, _options);
                Assert.Equal(outputFinalState, sums is not null);
                return (o, state);
            case "retention":
                return Retention.Forward<T>(Q, K, V, inputs.Scale, InitialState, outputFinalState, inputs.CuSeqlens, _options);
            case "lightning_attn":
                return LightningAttention.Forward<T>(Q, K, V, inputs.Layer, inputs.Scale, InitialState, outputFinalState, inputs.CuSeqlens, _options);
            case "simple_gla":
                return SimpleGatedLinearAttention.Forward<T>(Q, K, V, G, inputs.Scale, InitialState, outputFinalState, inputs.CuSeqlens, _options);
            case "gla":
                return GatedLinearAttention.Forward<T>(Q, K, V, G, inputs.Scale, InitialState, outputFinalState, inputs.CuSeqlens, _options);
            default:
                return Rwkv6.Forward<T>(Q, K, V, G, U, inputs.Scale, InitialState, outputFinalState, inputs.CuSeqlens, _options);
        }
    }

    internal void Into(in TensorSpan<T> o, in TensorSpan<float> finalState)
    {
        switch (op)
        {
            case "delta_rule":
                DeltaRule.Forward(Q, K, V, Beta, o, inputs.Scale, InitialState, finalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
                break;
            case "gated_delta_rule":
                GatedDeltaRule.Forward(Q, K, V, G, Beta, o, inputs.Scale, InitialState, finalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
                break;
            case "kda":
                KimiDeltaAttention.Forward(Q, K, V, G, Beta, o, inputs.Scale, InitialState, finalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
                break;
            case "comba":
                Comba.Forward(Q, K, V, A, G, Beta, o, inputs.Scale, InitialState, finalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
                break;
            case "gdn2":
                GatedDeltaNet2.Forward(Q, K, V, G, B, W, o, inputs.Scale, InitialState, finalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
                break;
            case "gated_delta_product":
                GatedDeltaProduct.Forward(Q, K, V, G, Beta, 2, o, inputs.Scale, InitialState, finalState, inputs.UseQkL2Norm, inputs.CuSeqlens, _options);
                break;
            case "iplr_delta_rule":
                IplrDeltaRule.Forward(Q, K, V, A, B, o, inputs.Scale, InitialState, finalState, inputs.CuSeqlens, _options);
                break;
            case "dplr_delta_rule":
                DplrDeltaRule.Forward(Q, K, V, A, B, G, o, inputs.Scale, InitialState, finalState, inputs.CuSeqlens, _options);
                break;
            case "rwkv7":
                Rwkv7.Forward(Q, K, V, G, A, B, o, inputs.Scale, InitialState, finalState, inputs.CuSeqlens, _options);
                break;
            case "linear_attn":
                LinearAttention.Forward(Q, K, V, o, inputs.Scale, InitialState, finalState, inputs.CuSeqlens, _options);
                break;
            case "linear_attn_normalized":
                NormalizedLinearAttention.Forward(Q, K, V, o, inputs.Scale, InitialState, KeySums, finalState, default, inputs.CuSeqlens, _options);
                break;
            case "retention":
                Retention.Forward(Q, K, V, o, inputs.Scale, InitialState, finalState, inputs.CuSeqlens, _options);
                break;
            case "lightning_attn":
                LightningAttention.Forward(Q, K, V, inputs.Layer, o, inputs.Scale, InitialState, finalState, inputs.CuSeqlens, _options);
                break;
            case "simple_gla":
                SimpleGatedLinearAttention.Forward(Q, K, V, G, o, inputs.Scale, InitialState, finalState, inputs.CuSeqlens, _options);
                break;
            case "gla":
                GatedLinearAttention.Forward(Q, K, V, G, o, inputs.Scale, InitialState, finalState, inputs.CuSeqlens, _options);
                break;
            default:
                Rwkv6.Forward(Q, K, V, G, U, o, inputs.Scale, InitialState, finalState, inputs.CuSeqlens, _options);
                break;
        }
    }

    private static NamedTensor Given(OpInputs inputs, string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor) ? tensor : Nothing;

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
