using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>What changes a program needs numbers for new values, and puts operations in front of others.</summary>
internal abstract class Rewriter(TileProgram program)
{
    /// <summary>The number of the next new value.</summary>
    protected int Next { get; set; } = program.ValueCount;

    /// <summary>Puts an operation into a region, at a place that moves behind it.</summary>
    protected Value Insert(Region region, ref int at, Op before, OpCode code, IrType type, IReadOnlyList<Value> arguments, string attribute = "")
    {
        Op op = new(code, arguments) { Attribute = attribute, Source = before.Source };
        Value result = new(Next++, type, op);
        op.Results = [result];
        region.Ops.Insert(at++, op);
        return result;
    }
}
