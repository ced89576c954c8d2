using Fla.Generators.Ir;
using Fla.Generators.Plan;
using Fla.Generators.Support;
using Buffer = Fla.Generators.Plan.Buffer;

namespace Fla.Generators.Lower.Cpu;

/// <summary>Names for scalars and buffers, given in the order in which they appear, so that equal plans read the same.</summary>
internal sealed class Names
{
    private readonly Dictionary<Value, string> scalars = [];
    private readonly Dictionary<Buffer, string> buffers = [];
    private int next;

    public string Buffer(Buffer buffer)
    {
        if (!buffers.TryGetValue(buffer, out string? name))
            buffers[buffer] = name = $"b{buffers.Count}";
        return name;
    }

    public string Define(Value value) => scalars[value] = $"s{next++}";

    public void Alias(Value value, string name) => scalars[value] = name;

    /// <summary>A scalar or a 1×1 tile as an expression.</summary>
    public string Scalar(Value value)
    {
        if (scalars.TryGetValue(value, out string? name))
            return name;
        if (value.Definition is { Code: OpCode.Constant } op)
            return Literal(op);
        if (value.Definition is { Code: OpCode.Splat } splat)
            return Scalar(splat.Arguments[0]);
        throw new InvalidOperationException($"Scalar {value} ({value.Definition?.Code}) has no name.");
    }

    private static string Literal(Op constant) => ((ScalarType)constant.Result.Type).Kind switch
    {
        Model.ScalarKind.Bool => constant.Number != 0 ? "true" : "false",
        Model.ScalarKind.Float => CodeWriter.Float(constant.Number),
        Model.ScalarKind.Long => CodeWriter.Int(constant.Number) + "L",
        _ => CodeWriter.Int(constant.Number),
    };
}
