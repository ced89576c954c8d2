using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;

namespace Fla.Generators.Lower.Cuda;

/// <summary>
/// Products whose operands come ahead of them from shared memory: those of a step are on their way while the tensor cores multiply those before,
/// and those of an iteration's last step are multiplied in the next one, while the block has met and everybody reads its first.
/// </summary>
internal sealed partial class CudaEmitter
{
    /// <summary>Registers of accumulators and of two steps' operands, beside which there is room for the addresses.</summary>
    private const int MostHeld = 192;

    /// <summary>Sixteen rows and sixteen columns at a time, a step of the contraction deep.</summary>
    private sealed record Operands(IReadOnlyList<string> Left, IReadOnlyList<string> Right);

    /// <summary>What waits to be multiplied, and the sum that it is added to.</summary>
    private sealed record Held(Operands Waiting, Value Sum);

    private readonly Dictionary<Op, Held> held = [];

    /// <summary>In front of a loop: declares what one iteration leaves to the next; at first nothing. Null when no product can wait.</summary>
    private Held? Hold(Op loop)
    {
        if (Spread.Across == 1 || MTiles * Spread.ColumnsPerWarp / 2 + 2 * 4 * (MTiles + (Spread.ColumnsPerWarp / 16)) > MostHeld)
            return null;
        Op? product = loop.Regions[0].Ops.FirstOrDefault(o => o.Code == OpCode.Dot && Spread.IsSplit(o.Result) && o.Arguments.All(IsRinged));
        if (product is null || plan.RunningSum(product.Result) is not { } running || running.Loop != loop)
            return null;
        Operands waiting = new([.. Enumerable.Range(0, MTiles).Select(_ => Declared())], [.. Enumerable.Range(0, Spread.ColumnsPerWarp / 16).Select(_ => Declared())]);
        return held[product] = new Held(waiting, running.Sum);

        bool IsRinged(Value operand) => Stored(operand) is { Moved: false, Stored.Definition: { } load } && ringed.ContainsKey(load);

        string Declared()
        {
            string name = names.Fresh("h");
            body.Line($"U4 {name} = default;");
            return name;
        }
    }

    private void HeldProduct(Op op, Held late, string accumulators, int steps)
    {
        Operands waiting = late.Waiting;
        for (int k = 0; k < steps; k++)
        {
            Operands next = Step(op, k);
            if (k == steps / 2)
                Midway(op);
            Multiply(accumulators, waiting);
            waiting = next;
        }

        foreach ((string target, string source) in late.Waiting.Left.Concat(late.Waiting.Right).Zip(waiting.Left.Concat(waiting.Right), static (t, s) => (t, s)))
            pass.Line($"{target} = {source};");
    }

    /// <summary>Behind the loop: what its last iteration has left.</summary>
    private void Release(Held product)
    {
        Multiply(names.Of(product.Sum), product.Waiting);
        EndPass();
    }

    private Operands Step(Op op, int k)
    {
        bool byRows = Spread.DistributedAxis(op.Result) == 0;
        List<string> right = [];
        List<string> left = [.. Enumerable.Range(0, MTiles).Select(m => Distributed(op.Arguments[byRows ? 0 : 1], m, k))];
        for (int n = 0; n < Spread.ColumnsPerWarp / 16; n++)
        {
            string name = names.Fresh("b");
            pass.Line($"U4 {name} = default;");
            Common(op.Arguments[byRows ? 1 : 0], name, n, k, byRows);
            right.Add(name);
        }

        return new Operands(left, right);
    }

    private void Multiply(string accumulators, Operands operands)
    {
        for (int n = 0; n < operands.Right.Count; n++)
        {
            for (int m = 0; m < operands.Left.Count; m++)
                Multiply($"{accumulators}_{m}", n, operands.Left[m], operands.Right[n]);
        }
    }
}
