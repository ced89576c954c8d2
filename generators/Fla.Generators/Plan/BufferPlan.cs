using Fla.Generators.Ir;

namespace Fla.Generators.Plan;

/// <summary>A piece of scratch memory: the values that share it, and how its rows lie.</summary>
internal sealed class Buffer(TileType type)
{
    public TileType Type { get; } = type;

    public List<Value> Values { get; } = [];

    /// <summary>Floats from one row to the next; 1 for a column.</summary>
    public int Stride { get; } = StrideOf(type);

    /// <summary>Floats, with the slack that lets a full vector start at any element.</summary>
    public int Length { get; } = Round((type.IsColumn ? type.Rows : type.Rows * StrideOf(type)) + 16);

    /// <summary>Offset in floats.</summary>
    public int Offset { get; set; }

    public HashSet<int> Exact { get; } = [];

    public HashSet<int> Whole { get; } = [];

    private static int StrideOf(TileType type)
    {
        if (type.IsColumn)
            return 1;
        int stride = Round(type.Columns);
        // Rows a multiple of 256 bytes apart fall into few cache sets; 64 more bytes spread them over all.
        return type.Rows > 8 && stride % 64 == 0 ? stride + 16 : stride;
    }

    private static int Round(int length) => (length + 15) / 16 * 16;
}

/// <summary>Gives every value in memory a buffer, shares buffers along loops and branches, and packs them by liveness.</summary>
internal sealed class BufferPlan
{
    private readonly Dictionary<Value, Buffer> buffers = [];
    private readonly StoragePlan storage;
    private readonly Uses uses;
    private readonly Liveness liveness;

    public BufferPlan(List<Step> steps, StoragePlan storage, Uses uses, Liveness liveness)
    {
        this.storage = storage;
        this.uses = uses;
        this.liveness = liveness;
        foreach (Value value in liveness.Values)
            Of(value);
        Tie(steps);
        Share(steps);
        All = buffers.Values.Distinct().OrderBy(static b => b.Whole.Count == 0 ? 0 : b.Whole.Min()).ThenBy(static b => b.Values.Min(static v => v.Id)).ToList();
        Length = Pack(All);
        AddCopies(steps);
    }

    public IReadOnlyList<Buffer> All { get; }

    /// <summary>Scratch floats of one program.</summary>
    public int Length { get; private set; }

    /// <summary>Where carried variables that trade places are set aside; −1 when none do.</summary>
    public int ShadowOffset { get; private set; } = -1;

    public Buffer Of(Value value)
    {
        if (buffers.TryGetValue(value, out Buffer? buffer))
            return buffer;
        buffer = new Buffer(value.Tile);
        buffer.Values.Add(value);
        buffer.Exact.UnionWith(liveness.Exact(value));
        buffer.Whole.UnionWith(liveness.Whole(value));
        return buffers[value] = buffer;
    }

    /// <summary>A loop's result is what its carried variable holds at the end.</summary>
    private void Tie(List<Step> steps)
    {
        foreach (Step step in steps)
        {
            if (step is ForStep loop)
            {
                foreach (int i in Carried(loop.Op))
                    Unite(loop.Op.Regions[0].Arguments[i + 1], loop.Op.Results[i]);
                Tie(loop.Body);
            }
            else if (step is IfStep branch)
            {
                Tie(branch.Then);
                Tie(branch.Else);
            }
        }
    }

    /// <summary>Lets values that would be copied into each other be one buffer, innermost first.</summary>
    private void Share(List<Step> steps)
    {
        foreach (Step step in steps)
        {
            switch (step)
            {
                case ForStep loop:
                    Share(loop.Body);
                    foreach (int i in Carried(loop.Op))
                    {
                        TryUnite(loop.Op.Regions[0].Arguments[i + 1], loop.Op.Regions[0].Yields[i]);
                        TryUnite(loop.Op.Regions[0].Arguments[i + 1], loop.Op.Arguments[i + 3]);
                    }

                    break;
                case IfStep branch:
                    Share(branch.Then);
                    Share(branch.Else);
                    foreach (int i in Carried(branch.Op))
                    {
                        TryUnite(branch.Op.Results[i], branch.Op.Regions[0].Yields[i]);
                        TryUnite(branch.Op.Results[i], branch.Op.Regions[1].Yields[i]);
                    }

                    break;
                case SolvePass solve when storage.Of(solve.Op.Arguments[1]) == Storage.Buffer:
                    TryUnite(solve.Op.Arguments[1], solve.Op.Result);
                    break;
            }
        }
    }

    private void TryUnite(Value a, Value b)
    {
        Buffer left = Of(a);
        Buffer right = Of(b);
        if (left != right && left.Type.Equals(right.Type) && !left.Exact.Overlaps(right.Exact))
            Unite(a, b);
    }

    private void Unite(Value a, Value b)
    {
        Buffer left = Of(a);
        Buffer right = Of(b);
        if (left == right)
            return;
        left.Values.AddRange(right.Values);
        left.Exact.UnionWith(right.Exact);
        left.Whole.UnionWith(right.Whole);
        foreach (Value value in right.Values)
            buffers[value] = left;
    }

    /// <summary>First fit, in the order in which the buffers come alive.</summary>
    private static int Pack(IReadOnlyList<Buffer> all)
    {
        List<Buffer> placed = [];
        int end = 0;
        foreach (Buffer buffer in all)
        {
            int offset = 0;
            foreach (Buffer other in placed.Where(o => o.Whole.Overlaps(buffer.Whole)).OrderBy(static o => o.Offset))
            {
                if (offset + buffer.Length <= other.Offset)
                    break;
                offset = Math.Max(offset, other.Offset + other.Length);
            }

            buffer.Offset = offset;
            placed.Add(buffer);
            end = Math.Max(end, offset + buffer.Length);
        }

        return end;
    }

    private void AddCopies(List<Step> steps)
    {
        foreach (Step step in steps)
        {
            if (step is ForStep loop)
            {
                AddCopies(loop.Body);
                Region body = loop.Op.Regions[0];
                foreach (int i in Carried(loop.Op))
                {
                    AddCopy(loop.Entry, body.Arguments[i + 1], loop.Op.Arguments[i + 3]);
                    AddCopy(loop.Back, body.Arguments[i + 1], body.Yields[i]);
                }

                Reserve(loop.Entry);
                Reserve(loop.Back);
            }
            else if (step is IfStep branch)
            {
                AddCopies(branch.Then);
                AddCopies(branch.Else);
                foreach (int i in Carried(branch.Op))
                {
                    AddCopy(branch.ThenCopies, branch.Op.Results[i], branch.Op.Regions[0].Yields[i]);
                    AddCopy(branch.ElseCopies, branch.Op.Results[i], branch.Op.Regions[1].Yields[i]);
                }

                Reserve(branch.ThenCopies);
                Reserve(branch.ElseCopies);
            }
        }
    }

    private void AddCopy(List<Copy> copies, Value target, Value source)
    {
        if (Of(target) != Of(source))
            copies.Add(new Copy(target, source));
    }

    /// <summary>True when a copy overwrites what another one reads: then all are set aside first.</summary>
    public bool Trade(List<Copy> copies) => copies.Any(c => copies.Any(d => Of(d.Target) == Of(c.Source)));

    private void Reserve(List<Copy> copies)
    {
        if (!Trade(copies))
            return;
        if (ShadowOffset < 0)
            ShadowOffset = Length;
        Length = Math.Max(Length, ShadowOffset + copies.Sum(c => Of(c.Target).Length));
    }

    private IEnumerable<int> Carried(Op op) =>
        Enumerable.Range(0, op.Results.Count).Where(i => op.Results[i].IsTile && storage.Of(op.Results[i]) == Storage.Buffer && uses.IsNeeded(op.Results[i]));
}
