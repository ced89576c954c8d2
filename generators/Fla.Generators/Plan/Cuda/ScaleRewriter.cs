using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>
/// Takes vectors out of the operands of products: (s ⊙ A)·B = s ⊙ (A·B), and (A ⊙ sᵀ)·B = A·(s ⊙ B). Operands then stay as they were loaded,
/// and the scale meets fp32 accumulators instead of rounded numbers.
/// </summary>
internal sealed class ScaleRewriter : Rewriter
{
    private readonly HashSet<int> operandParameters;

    private ScaleRewriter(TileProgram program, HashSet<int> operandParameters) : base(program) => this.operandParameters = operandParameters;

    /// <param name="program">The program; it is changed.</param>
    /// <param name="operandParameters">Tensors whose elements products take as they are.</param>
    public static TileProgram Rewrite(TileProgram program, HashSet<int> operandParameters)
    {
        ScaleRewriter rewriter = new(program, operandParameters);
        rewriter.Visit(program.Body);
        rewriter.Join(program.Body, new Uses(program));
        return new TileProgram(program.Body, rewriter.Next);
    }

    private void Visit(Region region)
    {
        for (int i = 0; i < region.Ops.Count; i++)
        {
            Op op = region.Ops[i];
            foreach (Region inner in op.Regions)
                Visit(inner);
            if (op.Code == OpCode.If)
                i += Unbranch(region, i, op);
            else if (op.Code == OpCode.Dot)
                Unscale(region, ref i, op);
        }
    }

    /// <summary>s ⊙ (t ⊙ A) becomes (s ⊙ t) ⊙ A: short vectors are multiplied once, and not with every element.</summary>
    private void Join(Region region, Uses uses)
    {
        for (int i = 0; i < region.Ops.Count; i++)
        {
            Op op = region.Ops[i];
            foreach (Region inner in op.Regions)
                Join(inner, uses);
            while (Factors(op) is { } outer && outer.Matrix.Definition is { } definition && Factors(definition) is { } inner && uses.Of(outer.Matrix).Count == 1)
            {
                Value a = outer.Factor, b = inner.Factor;
                if (!IsNumber(a) && !IsNumber(b) && !a.Type.Equals(b.Type))
                    break;
                IrType type = IsNumber(a) ? b.Type : a.Type;
                Value joined = Insert(region, ref i, op, OpCode.Binary, type, [Stretched(region, ref i, op, a, type), Stretched(region, ref i, op, b, type)], "Multiply");
                op.Arguments = [joined, inner.Matrix];
            }
        }
    }

    private static bool IsNumber(Value factor) => factor.Tile.IsScalar || factor.Definition is { Code: OpCode.Splat };

    /// <summary>The same number in another shape.</summary>
    private Value Stretched(Region region, ref int at, Op before, Value factor, IrType type) =>
        factor.Definition is { Code: OpCode.Splat } splat && !factor.Type.Equals(type) ? Insert(region, ref at, before, OpCode.Splat, type, splat.Arguments) : factor;

    /// <summary>A matrix times a vector or a number.</summary>
    private static (Value Factor, Value Matrix)? Factors(Op op)
    {
        if (op is not { Code: OpCode.Binary, Attribute: "Multiply" } || !op.Result.IsTile || !op.Result.Tile.IsMatrix)
            return null;
        foreach (int i in new[] { 0, 1 })
        {
            if (op.Arguments[1 - i].Type.Equals(op.Result.Type) && op.Arguments[i].IsTile && (!op.Arguments[i].Tile.IsMatrix || IsNumber(op.Arguments[i])))
                return (op.Arguments[i], op.Arguments[1 - i]);
        }

        return null;
    }

    /// <summary>A branch that scales a tile or leaves it becomes a branch that chooses the scale.</summary>
    /// <returns>How many operations were put behind it.</returns>
    private int Unbranch(Region region, int at, Op branch)
    {
        int added = 0;
        for (int i = 0; i < branch.Results.Count; i++)
        {
            Value result = branch.Results[i];
            int scaled = IsScaled(0) ? 0 : IsScaled(1) ? 1 : -1;
            if (scaled < 0)
                continue;
            (Value tile, Value scale) = Scaling(branch.Regions[scaled].Yields[i])!.Value;
            if (!IsLoaded(tile))
                continue;
            Region plain = branch.Regions[1 - scaled];
            Op one = new(OpCode.Constant, []) { Number = 1, Source = branch.Source };
            one.Results = [new Value(Next++, ScalarType.Float, one)];
            Op ones = new(OpCode.Splat, [one.Result]) { Source = branch.Source };
            ones.Results = [new Value(Next++, scale.Type, ones)];
            plain.Ops.Add(one);
            plain.Ops.Add(ones);
            plain.Yields[i] = ones.Result;
            branch.Regions[scaled].Yields[i] = scale;
            Value chosen = new(Next++, scale.Type, branch);
            branch.Results = [.. branch.Results.Select(r => r == result ? chosen : r)];
            Op multiply = new(OpCode.Binary, [tile, chosen]) { Attribute = "Multiply", Source = branch.Source };
            multiply.Results = [result];
            result.Redefine(multiply);
            region.Ops.Insert(at + 1 + added++, multiply);

            bool IsScaled(int side) => Scaling(branch.Regions[side].Yields[i]) is { } s && s.Tile == branch.Regions[1 - side].Yields[i];
        }

        return added;
    }

    private void Unscale(Region region, ref int at, Op dot)
    {
        bool changed;
        do
        {
            changed = false;
            for (int side = 0; side < 2; side++)
                changed |= Unscale(region, ref at, dot, side);
        }
        while (changed);
    }

    private bool Unscale(Region region, ref int at, Op dot, int side)
    {
        Value operand = dot.Arguments[side];
        bool transposed = operand.Definition is { Code: OpCode.Transpose };
        Value inner = transposed ? operand.Definition!.Arguments[0] : operand;
        if (Scaling(inner) is not { } scaling || !IsLoaded(scaling.Tile))
            return false;
        // Down the operand's rows, after the transposition?
        bool down = scaling.Scale.Tile.IsColumn != transposed;
        bool contracted = down == (side == 1);
        Value other = dot.Arguments[1 - side];
        if (contracted && IsLoaded(Untransposed(other)))
            return false;
        Value bare = transposed ? Insert(region, ref at, dot, OpCode.Transpose, operand.Type, [scaling.Tile]) : scaling.Tile;
        Value scale = transposed ? Insert(region, ref at, dot, OpCode.Transpose, scaling.Scale.Tile.Transposed, [scaling.Scale]) : scaling.Scale;
        if (contracted)
        {
            // The other operand has the contracted axis on its other side.
            Value turned = Insert(region, ref at, dot, OpCode.Transpose, scale.Tile.Transposed, [scale]);
            other = Insert(region, ref at, dot, OpCode.Binary, other.Type, [turned, other], "Multiply");
            dot.Arguments = side == 0 ? [bare, other] : [other, bare];
            return true;
        }

        dot.Arguments = side == 0 ? [bare, other] : [other, bare];
        Value result = dot.Result;
        Value product = new(Next++, result.Type, dot);
        dot.Results = [product];
        Op multiply = new(OpCode.Binary, [scale, product]) { Attribute = "Multiply", Source = dot.Source };
        multiply.Results = [result];
        result.Redefine(multiply);
        region.Ops.Insert(at + 1, multiply);
        return true;
    }

    /// <summary>A tile times a vector that stretches over it.</summary>
    private static (Value Tile, Value Scale)? Scaling(Value value)
    {
        if (value.Definition is not { Code: OpCode.Binary, Attribute: "Multiply" } op || !value.IsTile || !value.Tile.IsMatrix)
            return null;
        foreach (int i in new[] { 0, 1 })
        {
            if (op.Arguments[i].IsTile && op.Arguments[i].Type.Equals(value.Type) && op.Arguments[1 - i].IsTile && (op.Arguments[1 - i].Tile.IsColumn || op.Arguments[1 - i].Tile.IsRow))
                return (op.Arguments[i], op.Arguments[1 - i]);
        }

        return null;
    }

    /// <summary>Whether a tile is, under its scales, what was loaded as products take it.</summary>
    private bool IsLoaded(Value value)
    {
        while (Scaling(value) is { } scaling)
            value = scaling.Tile;
        return value.Definition is { Code: OpCode.Load } load && operandParameters.Contains(load.Slice!.Parameter);
    }

    private static Value Untransposed(Value value) => value.Definition is { Code: OpCode.Transpose } op ? op.Arguments[0] : value;
}
