using Microsoft.ML.OnnxRuntime;

namespace Fla.Bench;

/// <summary>The same op in ONNX Runtime, into outputs that are allocated once.</summary>
internal sealed class OnnxRuntimeOp : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputNames, _outputNames = ["output", "present_state"];
    private readonly OrtValue[] _inputs, _outputs;

    /// <param name="inputs">What to compute on.</param>
    /// <param name="spinning">ONNX Runtime's default: idle workers spin, which makes tiny calls faster and everything beside them slower.</param>
    public OnnxRuntimeOp(PeerInputs inputs, bool spinning)
    {
        OpShape s = inputs.Shape;
        using SessionOptions options = new() { IntraOpNumThreads = Environment.ProcessorCount };
        if (!spinning)
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(LinearAttentionModel.Create(inputs), options);

        O = new float[inputs.V.Length];
        FinalState = new float[inputs.State.Length];
        Dictionary<string, OrtValue> given = new()
        {
            ["query"] = Tensor(inputs.Q, s.B, s.T, s.H * s.K),
            ["key"] = Tensor(inputs.K, s.B, s.T, s.H * s.K),
            ["value"] = Tensor(inputs.V, s.B, s.T, s.HV * s.V),
            ["past_state"] = Tensor(inputs.State, s.B, s.HV, s.K, s.V),
        };
        if (inputs.Beta is not null)
            given["beta"] = Tensor(inputs.Beta, s.B, s.T, s.HV);
        if (inputs.G is not null)
            given["decay"] = Tensor(inputs.G, s.B, s.T, s.HV * inputs.Gates);
        _inputNames = [.. given.Keys];
        _inputs = [.. given.Values];
        _outputs = [Tensor(O, s.B, s.T, s.HV * s.V), Tensor(FinalState, s.B, s.HV, s.K, s.V)];
    }

    /// <summary>What is compared with.</summary>
    public static string Name { get; } = $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";

    public float[] O { get; }

    public float[] FinalState { get; }

    public void Run() => _session.Run(_run, _inputNames, _inputs, _outputNames, _outputs);

    public void Dispose()
    {
        foreach (OrtValue value in (ReadOnlySpan<OrtValue>)[.. _inputs, .. _outputs])
            value.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private static OrtValue Tensor(float[] values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(values, shape);
}
