using Fla.Generators.Ir;
using Fla.Generators.Model;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cuda;

/// <summary>Names for values in the order in which they appear, so that equal plans read the same.</summary>
internal sealed class CudaNames
{
    private readonly Dictionary<Value, string> names = [];
    private int next;

    public string Define(Value value, string prefix) => names[value] = Fresh(prefix);

    public string Fresh(string prefix) => $"{prefix}{next++}";

    public void Alias(Value value, string name) => names[value] = name;

    public bool Knows(Value value) => names.ContainsKey(value);

    public string Of(Value value)
    {
        if (names.TryGetValue(value, out string? name))
            return name;
        return value.Definition switch
        {
            { Code: OpCode.Constant } constant => Literal(constant),
            { Code: OpCode.Splat } splat => Of(splat.Arguments[0]),
            _ => throw new InvalidOperationException($"{value} ({value.Definition?.Code}) has no name."),
        };
    }

    private static string Literal(Op constant) => ((ScalarType)constant.Result.Type).Kind switch
    {
        ScalarKind.Bool => constant.Number != 0 ? "true" : "false",
        ScalarKind.Float => CodeWriter.Float(constant.Number),
        ScalarKind.Long => CodeWriter.Int(constant.Number) + "L",
        _ => CodeWriter.Int(constant.Number),
    };
}
