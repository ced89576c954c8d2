using static Fla.Bench.Protobuf;

namespace Fla.Bench;

/// <summary>An ONNX model of one com.microsoft::LinearAttention node. The numbers are the field numbers of onnx.proto.</summary>
internal static class LinearAttentionModel
{
    private const int IrVersion = 9;
    private const int OpsetVersion = 20;
    private const int FloatType = 1;
    private const int IntAttribute = 2;
    private const int StringAttribute = 3;

    public static byte[] Create(PeerInputs inputs)
    {
        OpShape s = inputs.Shape;
        byte[] node = Message(
            Field(1, "query"),
            Field(1, "key"),
            Field(1, "value"),
            Field(1, "past_state"),
            Field(1, inputs.Gates == 0 ? "" : "decay"),
            Field(1, inputs.Beta is null ? "" : "beta"),
            Field(2, "output"),
            Field(2, "present_state"),
            Field(4, "LinearAttention"),
            Attribute("q_num_heads", s.H),
            Attribute("kv_num_heads", s.HV),
            Attribute("update_rule", inputs.Case.UpdateRule),
            Field(7, "com.microsoft"));
        byte[] graph = Message(
            Field(1, node),
            Field(2, "graph"),
            Field(11, Value("query", s.B, s.T, s.H * s.K)),
            Field(11, Value("key", s.B, s.T, s.H * s.K)),
            Field(11, Value("value", s.B, s.T, s.HV * s.V)),
            Field(11, Value("past_state", s.B, s.HV, s.K, s.V)),
            inputs.Gates == 0 ? [] : Field(11, Value("decay", s.B, s.T, s.HV * inputs.Gates)),
            inputs.Beta is null ? [] : Field(11, Value("beta", s.B, s.T, s.HV)),
            Field(12, Value("output", s.B, s.T, s.HV * s.V)),
            Field(12, Value("present_state", s.B, s.HV, s.K, s.V)));
        return Message(
            Field(1, IrVersion),
            Field(7, graph),
            Field(8, Message(Field(1, ""), Field(2, OpsetVersion))),
            Field(8, Message(Field(1, "com.microsoft"), Field(2, 1))));
    }

    private static byte[] Attribute(string name, long value) =>
        Field(5, Message(Field(1, name), Field(3, value), Field(20, IntAttribute)));

    private static byte[] Attribute(string name, string value) =>
        Field(5, Message(Field(1, name), Field(4, value), Field(20, StringAttribute)));

    private static byte[] Value(string name, params long[] shape)
    {
        byte[] axes = Message([.. shape.Select(length => Field(1, Message(Field(1, length))))]);
        return Message(Field(1, name), Field(2, Field(1, Message(Field(1, FloatType), Field(2, axes)))));
    }
}
