using Fla.Generators.Ir;

namespace Fla.Generators.Plan;

/// <summary>
/// When each value in memory is alive. Every step has two moments: 2p, when it reads, and 2p + 1, when it has written.
/// </summary>
internal sealed class Liveness
{
    private readonly Access access;
    private readonly StoragePlan storage;
    private readonly Uses uses;
    private readonly Dictionary<Value, HashSet<int>> exact = [];
    private readonly Dictionary<Value, HashSet<int>> whole = [];
    private int next;

    public Liveness(List<Step> steps, Access access, StoragePlan storage, Uses uses)
    {
        this.access = access;
        this.storage = storage;
        this.uses = uses;
        Number(steps);
        Walk(steps, []);
    }

    /// <summary>Moments at which the value's memory must not change.</summary>
    public HashSet<int> Exact(Value value) => exact.TryGetValue(value, out HashSet<int>? set) ? set : [];

    /// <summary>The same, and the writing moment of every step that reads it: no other memory may overlap.</summary>
    public HashSet<int> Whole(Value value) => whole.TryGetValue(value, out HashSet<int>? set) ? set : [];

    public IEnumerable<Value> Values => whole.Keys;

    private void Number(List<Step> steps)
    {
        foreach (Step step in steps)
        {
            step.Position = next++;
            switch (step)
            {
                case ForStep loop:
                    Number(loop.Body);
                    loop.EndPosition = next++;
                    break;
                case IfStep branch:
                    Number(branch.Then);
                    branch.ThenEnd = next++;
                    Number(branch.Else);
                    branch.ElseEnd = next++;
                    break;
            }
        }
    }

    /// <summary>Walks backwards; <paramref name="live"/> is what is alive after the steps, and then before them.</summary>
    private void Walk(List<Step> steps, HashSet<Value> live)
    {
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            switch (steps[i])
            {
                case ForStep loop:
                    Walk(loop, live);
                    break;
                case IfStep branch:
                    Walk(branch, live);
                    break;
                case ScalarStep scalar:
                    Simple(scalar, scalar.Op.Results, scalar.Op.Arguments.Where(static a => a.IsTile).SelectMany(a => access.Leaves(a, a.Tile)), live);
                    break;
                case Pass pass:
                    Simple(pass, pass.Outputs, pass.Inputs(access), live);
                    break;
            }
        }
    }

    private void Simple(Step step, IEnumerable<Value> outputs, IEnumerable<(Value Value, bool Pointwise)> inputs, HashSet<Value> live)
    {
        List<(Value Value, bool Pointwise)> read = inputs.Where(i => IsMemory(i.Value)).ToList();
        foreach (Value output in outputs.Where(IsMemory))
            live.Add(output);
        Mark(live, (2 * step.Position) + 1);
        foreach ((Value value, bool pointwise) in read)
        {
            Add(whole, value, (2 * step.Position) + 1);
            if (!pointwise)
                Add(exact, value, (2 * step.Position) + 1);
        }

        foreach (Value output in outputs)
            live.Remove(output);
        foreach ((Value value, _) in read)
            live.Add(value);
        Mark(live, 2 * step.Position);
    }

    private void Walk(ForStep loop, HashSet<Value> live)
    {
        Region body = loop.Op.Regions[0];
        List<int> carried = Carried(loop.Op).ToList();
        foreach (int i in carried)
            live.Remove(loop.Op.Results[i]);

        // Twice: what the body needs from before is alive all around the loop.
        HashSet<Value> around = [.. live];
        for (int round = 0; round < 2; round++)
        {
            HashSet<Value> inside = [.. around];
            foreach (int i in carried)
                inside.Add(body.Yields[i]);
            Mark(inside, 2 * loop.EndPosition);
            Walk(loop.Body, inside);
            foreach (int i in carried)
                inside.Remove(body.Arguments[i + 1]);
            around.UnionWith(inside);
        }

        // The carried memory holds the result: it stays alive from the back edge to the loop's uses.
        foreach (int i in carried)
        {
            Value argument = body.Arguments[i + 1];
            foreach (int moment in Exact(loop.Op.Results[i]).ToList())
                Add(exact, argument, moment);
            foreach (int moment in Whole(loop.Op.Results[i]).ToList())
                Add(whole, argument, moment);
            Add(whole, argument, (2 * loop.Position) + 1);
            Add(exact, argument, (2 * loop.Position) + 1);
            Add(whole, argument, (2 * loop.EndPosition) + 1);
            Add(exact, argument, (2 * loop.EndPosition) + 1);
        }

        Mark(around, (2 * loop.Position) + 1);
        Mark(around, (2 * loop.EndPosition) + 1);
        live.UnionWith(around);
        foreach (int i in carried)
            live.Add(loop.Op.Arguments[i + 3]);
        live.RemoveWhere(v => !IsMemory(v));
        Mark(live, 2 * loop.Position);
    }

    private void Walk(IfStep branch, HashSet<Value> live)
    {
        List<int> results = Enumerable.Range(0, branch.Op.Results.Count).Where(i => IsMemory(branch.Op.Results[i]) && uses.IsNeeded(branch.Op.Results[i])).ToList();
        foreach (int i in results)
        {
            foreach (int end in new[] { branch.ThenEnd, branch.ElseEnd })
            {
                Add(exact, branch.Op.Results[i], (2 * end) + 1);
                Add(whole, branch.Op.Results[i], (2 * end) + 1);
            }

            live.Remove(branch.Op.Results[i]);
        }

        HashSet<Value> then = [.. live];
        HashSet<Value> otherwise = [.. live];
        Mark(live, (2 * branch.ThenEnd) + 1);
        Mark(live, (2 * branch.ElseEnd) + 1);
        foreach (int i in results)
        {
            then.Add(branch.Op.Regions[0].Yields[i]);
            otherwise.Add(branch.Op.Regions[1].Yields[i]);
        }

        Mark(then, 2 * branch.ThenEnd);
        Mark(otherwise, 2 * branch.ElseEnd);
        Walk(branch.Then, then);
        Walk(branch.Else, otherwise);
        live.Clear();
        live.UnionWith(then);
        live.UnionWith(otherwise);
        Mark(live, (2 * branch.Position) + 1);
        Mark(live, 2 * branch.Position);
    }

    private IEnumerable<int> Carried(Op loop) =>
        Enumerable.Range(0, loop.Results.Count).Where(i => IsMemory(loop.Results[i]) && uses.IsNeeded(loop.Results[i]));

    private bool IsMemory(Value value) => value.IsTile && storage.Of(value) == Storage.Buffer;

    private void Mark(IEnumerable<Value> values, int moment)
    {
        foreach (Value value in values.Where(IsMemory))
        {
            Add(exact, value, moment);
            Add(whole, value, moment);
        }
    }

    private static void Add(Dictionary<Value, HashSet<int>> sets, Value value, int moment)
    {
        if (!sets.TryGetValue(value, out HashSet<int>? set))
            sets[value] = set = [];
        set.Add(moment);
    }
}
