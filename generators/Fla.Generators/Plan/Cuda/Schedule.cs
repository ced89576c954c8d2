using System;
using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>
/// The order of a loop's operations: first what the block computes together from the iteration's own tiles, level by level, so that one barrier
/// serves all of a level; then what the warps do on their own.
/// </summary>
internal static class Schedule
{
    /// <param name="program">The specialised program; it is changed.</param>
    /// <param name="uses">Who reads what.</param>
    /// <param name="distribution">What the warps share.</param>
    /// <param name="isStaged">Whether a matrix that is loaded comes to shared memory, not to registers.</param>
    public static void Apply(TileProgram program, Uses uses, Distribution distribution, Func<Op, bool> isStaged) => Visit(program.Body, uses, distribution, isStaged);

    private static void Visit(Region region, Uses uses, Distribution distribution, Func<Op, bool> isStaged)
    {
        foreach (Op op in region.Ops.Where(uses.IsNeeded))
        {
            foreach (Region inner in op.Regions)
                Visit(inner, uses, distribution, isStaged);
            if (op.Code == OpCode.For)
                Sort(op.Regions[0], uses, distribution, isStaged);
        }
    }

    private static void Sort(Region region, Uses uses, Distribution distribution, Func<Op, bool> isStaged)
    {
        HashSet<Op> early = Early(region, uses, distribution, isStaged);
        Dictionary<Value, int> levels = [];
        List<(Op Op, int Level)> order = [];
        foreach (Op op in region.Ops)
        {
            HashSet<Value> read = [];
            Read(op, read, uses, distribution);
            int level = read.Select(v => levels.TryGetValue(v, out int l) ? l : 0).DefaultIfEmpty(0).Max();
            foreach (Value result in op.Results)
                levels[result] = level + (IsShared(result, op, distribution) && !IsInlined(result, op, uses) ? 1 : 0);
            order.Add((op, early.Contains(op) ? level : int.MaxValue));
        }

        region.Ops.Clear();
        // A branch ends with a barrier: what else is of its level comes before it, and needs none of its own.
        region.Ops.AddRange(order.OrderBy(static o => o.Level).ThenBy(static o => o.Level < int.MaxValue && o.Op.Code == OpCode.If).Select(static o => o.Op));
    }

    /// <summary>The operations of a loop's body that need nothing of the iterations before, and that the block computes together.</summary>
    public static HashSet<Op> Early(Region region, Uses uses, Distribution distribution, Func<Op, bool> isStaged)
    {
        HashSet<Value> late = [.. region.Arguments.Where(static a => a.IsTile)];
        HashSet<Op> early = [];
        foreach (Op op in region.Ops)
        {
            HashSet<Value> read = [];
            if (Read(op, read, uses, distribution) || read.Any(late.Contains) || op.Results.Any(r => distribution.Of(r) == Residence.Fragment && (op.Code != OpCode.Load || r.Tile.IsMatrix && !isStaged(op))))
                late.UnionWith(op.Results);
            else
                early.Add(op);
        }

        return early;
    }

    /// <summary>Whether others must wait for the threads that compute it.</summary>
    private static bool IsShared(Value value, Op op, Distribution distribution) =>
        value.IsTile && distribution.Of(value) == Residence.Shared && !AxisClasses.IsAgnostic(value)
        && (value.Tile.IsMatrix ? op.Code is not (OpCode.Load or OpCode.Transpose or OpCode.Slice) : op.Code is OpCode.Reduce or OpCode.If);

    /// <summary>Whether its only reader computes it along with itself.</summary>
    private static bool IsInlined(Value value, Op op, Uses uses) =>
        op.Code != OpCode.If
        && uses.Of(value) is [{ IsYield: false } use]
        && (StoragePlan.IsElementwise(use.User) || StoragePlan.IsElementwise(op) && use.User.Code is OpCode.Reduce or OpCode.CumSum);

    /// <summary>What an operation reads from outside of it; whether it, or one inside, belongs to the warps' own work.</summary>
    private static bool Read(Op op, HashSet<Value> read, Uses uses, Distribution distribution)
    {
        read.UnionWith(op.Arguments);
        bool effect = op.Code == OpCode.Store;
        if (op.Slice is not null)
            read.UnionWith(op.Slice.Axes.SelectMany(static a => new[] { a.Low, a.High }).OfType<Value>());
        foreach (Region inner in op.Regions)
        {
            read.UnionWith(inner.Yields);
            foreach (Op nested in inner.Ops.Where(uses.IsNeeded))
                effect |= Read(nested, read, uses, distribution) || nested.Results.Any(r => distribution.Of(r) == Residence.Fragment);
        }

        return effect;
    }
}
