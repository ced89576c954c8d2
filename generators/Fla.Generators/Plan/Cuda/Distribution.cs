using Fla.Generators.Ir;

namespace Fla.Generators.Plan.Cuda;

/// <summary>Where a tile lives on a GPU.</summary>
internal enum Residence
{
    /// <summary>The same number in every thread: scalars and 1×1 tiles.</summary>
    Uniform,

    /// <summary>Spread over the warps along the distributed axis, in the layout of the tensor cores' accumulators.</summary>
    Fragment,

    /// <summary>Worked on by all threads together, in shared memory.</summary>
    Shared,
}

/// <summary>
/// The axis along which the warps of a block share the work: each keeps its slice of every tile with that axis in registers, from the
/// first token to the last, and exchanges nothing. An axis that is summed, scanned or solved over cannot be it. Where all that the warps hold
/// are sums of products, they share a second axis too (<see cref="WarpGrid"/>).
/// </summary>
internal sealed class Distribution
{
    /// <summary>Rows of one tensor-core tile.</summary>
    public const int TileRows = 16;

    private const int MostWarps = 8;
    private readonly AxisClasses classes;
    private readonly HashSet<int> refused;

    private Distribution(AxisClasses classes, HashSet<int> refused, int axis, int extent)
    {
        (this.classes, this.refused) = (classes, refused);
        Axis = axis;
        Extent = extent;
        int tiles = Math.Max(1, extent / TileRows);
        TilesPerWarp = 1;
        while (tiles / TilesPerWarp > MostWarps)
            TilesPerWarp *= 2;
        Warps = extent == 0 ? 4 : tiles / TilesPerWarp;
    }

    /// <summary>The class of the distributed axis.</summary>
    public int Axis { get; }

    /// <summary>Its length; 0 when there is none.</summary>
    public int Extent { get; }

    /// <summary>Tensor-core tiles along the axis that a warp owns.</summary>
    public int TilesPerWarp { get; private set; }

    public int Warps { get; private set; }

    public int Threads => Warps * 32;

    /// <summary>The class of the other axis that the warps share; none when each has all that lies across its part of the first.</summary>
    public int Second { get; private set; } = AxisClasses.None;

    /// <summary>Warps side by side along the second axis: a power of two.</summary>
    public int Across { get; private set; } = 1;

    /// <summary>A warp's part of the second axis; 0 when there is none.</summary>
    public int ColumnsPerWarp { get; private set; }

    /// <summary>Whether no warp can have a part of an axis alone.</summary>
    public bool Refuses(int axis) => refused.Contains(axis);

    /// <summary>As many warps, some of them side by side: each has more of the first axis and a part of the second.</summary>
    /// <param name="axis">The class of the second axis.</param>
    /// <param name="extent">Its length.</param>
    /// <param name="across">Warps along it.</param>
    public void Split(int axis, int extent, int across) => (Second, Across, TilesPerWarp, ColumnsPerWarp) = (axis, across, TilesPerWarp * across, extent / across);

    /// <summary>Whether a warp has a part of a tile both ways.</summary>
    public bool IsSplit(Value value) => Across > 1 && DistributedAxis(value) is { } axis && classes.Of(value, 1 - axis) == Second;

    /// <summary>Half as many warps with twice as much each: an operand that all of them read is read half as often. Two warps a scheduler hide each other's waiting better, where others fill the block.</summary>
    public void Widen()
    {
        if (TilesPerWarp == 1 && Warps == MostWarps)
            (TilesPerWarp, Warps) = (2, MostWarps / 2);
    }

    public static Distribution Choose(AxisClasses classes)
    {
        Dictionary<int, double> work = [];
        HashSet<int> refused = [];
        foreach (Value tile in classes.Tiles)
        {
            int rows = classes.Of(tile, 0), columns = classes.Of(tile, 1);
            if (rows == columns && rows != AxisClasses.None)
                refused.Add(rows);
            Extents(tile.Tile.Rows, rows);
            Extents(tile.Tile.Columns, columns);

            void Extents(int extent, int axis)
            {
                if (axis != AxisClasses.None && (extent % TileRows != 0 || extent > TileRows * MostWarps * 4))
                    refused.Add(axis);
            }
        }

        foreach (Op op in classes.Ops)
            Weigh(op);
        int best = work.Where(w => !refused.Contains(w.Key)).OrderByDescending(static w => w.Value).ThenBy(static w => w.Key).Select(static w => w.Key).DefaultIfEmpty(AxisClasses.None).First();
        int length = best == AxisClasses.None ? 0 : classes.Tiles.SelectMany(t => new[] { (t.Tile.Rows, Axis: classes.Of(t, 0)), (t.Tile.Columns, Axis: classes.Of(t, 1)) }).First(e => e.Axis == best).Item1;
        return new Distribution(classes, refused, best, length);

        void Weigh(Op op)
        {
            switch (op.Code)
            {
                case OpCode.Dot:
                    Refuse(op.Arguments[0], 1);
                    double flops = (double)op.Result.Tile.Count * op.Arguments[0].Tile.Columns;
                    Add(op.Result, 0, flops);
                    Add(op.Result, 1, flops);
                    break;
                case OpCode.Solve:
                    Refuse(op.Result, 0);
                    Add(op.Result, 1, (double)op.Result.Tile.Count * op.Result.Tile.Rows / 2);
                    break;
                case OpCode.Reduce or OpCode.CumSum:
                    Refuse(op.Arguments[0], op.Axis);
                    Add(op.Arguments[0], 1 - op.Axis, op.Arguments[0].Tile.Count);
                    break;
                case OpCode.Slice:
                    if (op.Result.Tile.Rows != op.Arguments[0].Tile.Rows)
                        Refuse(op.Arguments[0], 0);
                    if (op.Result.Tile.Columns != op.Arguments[0].Tile.Columns)
                        Refuse(op.Arguments[0], 1);
                    break;
                case OpCode.Element:
                    Refuse(op.Arguments[0], 0);
                    Refuse(op.Arguments[0], 1);
                    break;
                case OpCode.Load or OpCode.Unary or OpCode.Binary:
                    Add(op.Result, 0, op.Result.Tile.Count);
                    Add(op.Result, 1, op.Result.Tile.Count);
                    break;
            }
        }

        void Refuse(Value tile, int axis) => refused.Add(classes.Of(tile, axis));

        void Add(Value tile, int axis, double flops)
        {
            int of = classes.Of(tile, axis);
            if (of != AxisClasses.None)
                work[of] = (work.TryGetValue(of, out double known) ? known : 0) + flops;
        }
    }

    public Residence Of(Value value)
    {
        if (!value.IsTile || value.Tile.IsScalar)
            return Residence.Uniform;
        return DistributedAxis(value) is null ? Residence.Shared : Residence.Fragment;
    }

    /// <summary>0 when a tile's rows are distributed, 1 when its columns are, null when neither.</summary>
    public int? DistributedAxis(Value value) =>
        Axis == AxisClasses.None ? null
        : classes.Of(value, 0) == Axis ? 0
        : classes.Of(value, 1) == Axis ? 1
        : null;
}
