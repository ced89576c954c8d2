using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>Which numbers tensor cores are given: the element type holds what was loaded, but not everything that is computed of it.</summary>
internal static class OperandRange
{
    /// <summary>
    /// Whether products round their operands to tf32: those of fp32, and those of fp16 when one of them is a quotient. It may be as large as the
    /// divisor is small, and tf32 has fp32's exponents and fp16's fraction.
    /// </summary>
    public static bool NeedsTf32(TileProgram program, string element) =>
        element == "float" || element == "Half" && Ops(program.Body).Any(static o => o.Code == OpCode.Dot && o.Arguments.Any(IsQuotient));

    private static bool IsQuotient(Value value) => value.Definition switch
    {
        { Code: OpCode.Binary, Attribute: "Divide" } => true,
        { Code: OpCode.Unary or OpCode.Binary or OpCode.Where or OpCode.Transpose or OpCode.Slice } op => op.Arguments.Any(IsQuotient),
        _ => false,
    };

    private static IEnumerable<Op> Ops(Region region) => region.Ops.SelectMany(static o => o.Regions.SelectMany(Ops).Prepend(o));
}
