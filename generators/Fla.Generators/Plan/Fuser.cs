using Fla.Generators.Ir;

namespace Fla.Generators.Plan;

/// <summary>
/// Joins passes: elementwise passes over one domain into one walk, and products against one right operand into one sweep of it.
/// A pass moves up to an earlier one when everything it reads is there already.
/// </summary>
internal sealed class Fuser(Access access, StoragePlan storage)
{
    public void Run(List<Step> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            switch (steps[i])
            {
                case ForStep loop:
                    Run(loop.Body);
                    break;
                case IfStep branch:
                    Run(branch.Then);
                    Run(branch.Else);
                    break;
                case Pass pass when TryJoin(steps, i, pass):
                    steps.RemoveAt(i--);
                    break;
                case ProductPass { Members: [var member] } product when TrySplit(steps, i, product, member):
                    // The expression that was the product's epilogue is looked at again as a pass of its own.
                    i--;
                    break;
            }
        }
    }

    private bool TryJoin(List<Step> steps, int index, Pass pass)
    {
        if (pass is not (ElementwisePass or ProductPass))
            return false;
        List<(Value Value, bool Pointwise)> inputs = pass.Inputs(access).ToList();
        for (int i = index - 1; i >= 0; i--)
        {
            if (pass is ElementwisePass later && steps[i] is ElementwisePass earlier && CanJoin(earlier, later, inputs))
            {
                earlier.Results.AddRange(later.Results);
                return true;
            }

            if (pass is ProductPass second && steps[i] is ProductPass first && CanJoin(first, second, inputs))
            {
                first.Members.AddRange(second.Members);
                return true;
            }

            if (Defines(steps[i], inputs))
                return false;
        }

        return false;
    }

    /// <summary>
    /// A thin product that could share a sweep, but for what its epilogue waits for, joins without the epilogue: reading the right
    /// operand again would cost more than storing a few rows.
    /// </summary>
    private bool TrySplit(List<Step> steps, int index, ProductPass pass, Product member)
    {
        if (member.Result == member.Dot || member.Left.Tile.Rows * 2 > pass.Right.Tile.Rows)
            return false;
        ProductPass raw = new(pass.Right);
        raw.Members.Add(member with { Result = member.Dot });
        if (!TryJoin(steps, index, raw))
            return false;
        storage.Unfuse(member.Dot);
        ElementwisePass epilogue = new(member.Result.Tile);
        epilogue.Results.Add(member.Result);
        steps[index] = epilogue;
        return true;
    }

    private static bool CanJoin(ElementwisePass earlier, ElementwisePass later, List<(Value Value, bool Pointwise)> inputs)
    {
        if (!earlier.Domain.Equals(later.Domain) || (earlier.IsColumnwise && later.IsRowwise) || (earlier.IsRowwise && later.IsColumnwise))
            return false;
        // A prefix sum along a row is finished after the row; a reduction after the walk.
        return inputs.All(input => !earlier.Results.Contains(input.Value)
            || (input.Pointwise && input.Value.Definition is not { Code: OpCode.Reduce } && !ElementwisePass.RunsAlong(input.Value) && !IsVectorSum(input.Value)));
    }

    /// <summary>A prefix sum over a vector runs after the vector walk.</summary>
    private static bool IsVectorSum(Value value) => value.Definition is { Code: OpCode.CumSum } && !value.Tile.IsMatrix;

    private static bool CanJoin(ProductPass first, ProductPass second, List<(Value Value, bool Pointwise)> inputs)
    {
        HashSet<Value> made = [.. first.Outputs];
        return first.Right == second.Right && inputs.All(input => !made.Contains(input.Value));
    }

    private static bool Defines(Step step, List<(Value Value, bool Pointwise)> inputs)
    {
        IEnumerable<Value> defined = step switch
        {
            Pass pass => pass.Outputs,
            ScalarStep scalar => scalar.Op.Results,
            ForStep loop => loop.Op.Results,
            IfStep branch => branch.Op.Results,
            _ => [],
        };
        return defined.Any(d => inputs.Any(i => i.Value == d));
    }
}
