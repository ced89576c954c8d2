using Fla.Generators.Ir;

namespace Fla.Generators.Plan;

/// <summary>One step of a planned kernel, in the order in which it runs.</summary>
internal abstract class Step
{
    /// <summary>Position in the program, numbered over the whole kernel.</summary>
    public int Position { get; set; }
}

/// <summary>Sets a scalar local.</summary>
internal sealed class ScalarStep(Op op) : Step
{
    public Op Op { get; } = op;
}

internal sealed class ForStep(Op op) : Step
{
    public Op Op { get; } = op;

    public List<Step> Body { get; } = [];

    /// <summary>Before the first iteration, and after each: carried variables that could not share memory.</summary>
    public List<Copy> Entry { get; } = [];

    public List<Copy> Back { get; } = [];

    /// <summary>Position after the last step of the body.</summary>
    public int EndPosition { get; set; }
}

internal sealed class IfStep(Op op) : Step
{
    public Op Op { get; } = op;

    public List<Step> Then { get; } = [];

    public List<Step> Else { get; } = [];

    public List<Copy> ThenCopies { get; } = [];

    public List<Copy> ElseCopies { get; } = [];

    public int ThenEnd { get; set; }

    public int ElseEnd { get; set; }
}

internal readonly record struct Copy(Value Target, Value Source);

/// <summary>A walk over memory: the unit that the lowering turns into one method.</summary>
internal abstract class Pass : Step
{
    /// <summary>Values in memory or locals that it reads; pointwise when element (r, c) is read only to make element (r, c).</summary>
    public abstract IEnumerable<(Value Value, bool Pointwise)> Inputs(Access access);

    public abstract IEnumerable<Value> Outputs { get; }
}

/// <summary>Tensor to scratch memory, masked at the slice's bounds.</summary>
internal sealed class LoadPass(Op op) : Pass
{
    public Op Op { get; } = op;

    public override IEnumerable<Value> Outputs => [Op.Result];

    public override IEnumerable<(Value, bool)> Inputs(Access access) => Op.Arguments.Select(static a => (a, false));
}

/// <summary>An expression to a tensor, masked at the slice's bounds.</summary>
internal sealed class StorePass(Op op) : Pass
{
    public Op Op { get; } = op;

    public override IEnumerable<Value> Outputs => [];

    public override IEnumerable<(Value, bool)> Inputs(Access access) =>
        access.Leaves(Op.Arguments[0], Op.Arguments[0].Tile).Concat(Op.Arguments.Skip(1).Select(static a => (a, false)));
}

/// <summary>Fused elementwise expressions, reductions and prefix sums over one domain.</summary>
internal sealed class ElementwisePass(TileType domain) : Pass
{
    public TileType Domain { get; } = domain;

    /// <summary>Stored expressions, reductions and prefix sums; later ones may use earlier ones pointwise.</summary>
    public List<Value> Results { get; } = [];

    public override IEnumerable<Value> Outputs => Results;

    /// <summary>True when something runs down the rows, so that rows must be the inner loop.</summary>
    public bool IsColumnwise => Results.Any(RunsDown);

    public bool IsRowwise => Results.Any(RunsAlong);

    public static bool RunsDown(Value value) => value.Definition is { Code: OpCode.Reduce or OpCode.CumSum, Axis: 0 };

    public static bool RunsAlong(Value value) => value.Definition is { Code: OpCode.Reduce or OpCode.CumSum, Axis: 1 };

    /// <summary>What is evaluated at each element: the value itself, or what a reduction or running sum runs over.</summary>
    public static IEnumerable<Value> Body(Value result) => result.Definition is { Code: OpCode.Reduce or OpCode.CumSum } op ? op.Arguments : [result];

    public override IEnumerable<(Value, bool)> Inputs(Access access) => Results
        .SelectMany(r => r.Definition is { Code: OpCode.Reduce or OpCode.CumSum } ? Body(r).SelectMany(v => access.Leaves(v, Domain)) : access.Parts(r, Domain))
        .Where(leaf => !Results.Contains(leaf.Item1));
}

/// <summary>One product of a group: rows of the left operand against the group's right operand.</summary>
internal sealed record Product(Value Dot, Value Left, Value Result);

/// <summary>Products that share their right operand, each with the expression its registers become.</summary>
internal sealed class ProductPass(Value right) : Pass
{
    public Value Right { get; } = right;

    public List<Product> Members { get; } = [];

    public override IEnumerable<Value> Outputs => Members.Select(static m => m.Result);

    public override IEnumerable<(Value, bool)> Inputs(Access access)
    {
        yield return (access.Base(Right), false);
        foreach (Value scalar in access.Offsets(Right))
            yield return (scalar, false);
        foreach (Product member in Members)
        {
            yield return (access.Base(member.Left), false);
            foreach (Value scalar in access.Offsets(member.Left))
                yield return (scalar, false);
            if (member.Result == member.Dot)
                continue;
            foreach ((Value Value, bool Pointwise) leaf in access.Parts(member.Result, member.Result.Tile))
            {
                if (leaf.Value != member.Dot)
                    yield return leaf;
            }
        }
    }
}

/// <summary>Forward substitution, in place on a copy of the right-hand side.</summary>
internal sealed class SolvePass(Op op) : Pass
{
    public Op Op { get; } = op;

    public override IEnumerable<Value> Outputs => [Op.Result];

    public override IEnumerable<(Value, bool)> Inputs(Access access) =>
        access.Leaves(Op.Arguments[1], Op.Result.Tile)
            .Concat([(access.Base(Op.Arguments[0]), false)])
            .Concat(access.Offsets(Op.Arguments[0]).Concat(access.Offsets(Op.Arguments[1])).Select(static v => (v, false)));
}

/// <summary>A transposed matrix or a column of one, made contiguous.</summary>
internal sealed class RearrangePass(Value source, Value result) : Pass
{
    public Value Source { get; } = source;

    public Value Result { get; } = result;

    public override IEnumerable<Value> Outputs => [Result];

    public override IEnumerable<(Value, bool)> Inputs(Access access) =>
        new[] { (access.Base(Source), false) }.Concat(access.Offsets(Source).Concat(access.Offsets(Result)).Select(static v => (v, false)));
}
