using System.Numerics.Tensors;

namespace Fla.Bench;

/// <summary>Our op as a program would call it: the public form that writes into outputs the caller keeps.</summary>
internal sealed class OurOp
{
    private readonly PeerInputs _inputs;
    private readonly OpOptions _options;
    private readonly nint[] _qShape, _vShape, _gShape, _betaShape, _stateShape;

    /// <param name="inputs">What to compute on.</param>
    /// <param name="variant">The only variant that may run, or null for the one that dispatch chooses.</param>
    public OurOp(PeerInputs inputs, string? variant)
    {
        OpShape s = inputs.Shape;
        _inputs = inputs;
        _options = new OpOptions { Variant = variant };
        (_qShape, _vShape, _betaShape) = ([s.B, s.T, s.H, s.K], [s.B, s.T, s.HV, s.V], [s.B, s.T, s.HV]);
        _gShape = inputs.Gates > 1 ? [s.B, s.T, s.HV, s.K] : _betaShape;
        _stateShape = [s.B, s.HV, s.K, s.V];
        O = new float[inputs.V.Length];
        FinalState = new float[inputs.State.Length];
    }

    public float[] O { get; }

    public float[] FinalState { get; }

    public void Run() => Run(_options);

    /// <summary>The id of the variant that runs.</summary>
    public string Variant()
    {
        string variant = "";
        Run(_options with { Observer = run => variant = run.Variant });
        return variant;
    }

    private void Run(OpOptions options)
    {
        ReadOnlyTensorSpan<float> q = new(_inputs.Q, _qShape), k = new(_inputs.K, _qShape), v = new(_inputs.V, _vShape);
        ReadOnlyTensorSpan<float> s0 = new(_inputs.State, _stateShape);
        ReadOnlyTensorSpan<float> beta = _inputs.Beta is null ? default : new(_inputs.Beta, _betaShape), g = _inputs.G is null ? default : new(_inputs.G, _gShape);
        TensorSpan<float> o = new(O, _vShape), s1 = new(FinalState, _stateShape);
        switch (_inputs.Case.Op)
        {
            case "delta_rule":
                DeltaRule.Forward(q, k, v, beta, o, initialState: s0, finalState: s1, options: options);
                break;
            case "gated_delta_rule":
                GatedDeltaRule.Forward(q, k, v, g, beta, o, initialState: s0, finalState: s1, options: options);
                break;
            case "kda":
                KimiDeltaAttention.Forward(q, k, v, g, beta, o, initialState: s0, finalState: s1, options: options);
                break;
            case "linear_attn":
                LinearAttention.Forward(q, k, v, o, initialState: s0, finalState: s1, options: options);
                break;
            case "simple_gla":
                SimpleGatedLinearAttention.Forward(q, k, v, g, o, initialState: s0, finalState: s1, options: options);
                break;
            case "gla":
                GatedLinearAttention.Forward(q, k, v, g, o, initialState: s0, finalState: s1, options: options);
                break;
            default:
                throw new InvalidOperationException($"Nobody calls {_inputs.Case.Op} here.");
        }
    }
}
