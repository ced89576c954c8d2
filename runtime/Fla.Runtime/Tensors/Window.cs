namespace Fla;

/// <summary>What an indexer selected: a start and one or two ranges (rows, then columns), in elements.</summary>
internal readonly record struct Window(int Ranges, long Offset, long Rows, long RowStride, long Cols, long ColStride)
{
    public Window WithIndex(long index, long stride) => this with { Offset = Offset + index * stride };

    public Window WithRange(long count, long start, long stride)
    {
        long offset = count == 0 ? Offset : Offset + start * stride;
        return Ranges == 0
            ? this with { Ranges = 1, Offset = offset, Rows = count, RowStride = stride }
            : this with { Ranges = Ranges + 1, Offset = offset, Cols = count, ColStride = stride };
    }

    public Window Checked() => Ranges switch
    {
        1 or 2 => this,
        0 => throw new InvalidOperationException("A slice needs one or two ranges, given none: use Read for one element, or write one index as i..(i + 1)."),
        _ => throw new InvalidOperationException($"A slice takes one or two ranges, given {Ranges}: give the other axes a single index."),
    };

    public void Require(int ranges, string operation, string remedy)
    {
        if (Ranges != ranges)
            throw new InvalidOperationException($"{operation} needs a slice with {ranges} range(s), this one has {Ranges}: {remedy}");
    }

    public int RowsWithin(int rows) => (int)Math.Min(rows, Rows);

    public int ColsWithin(int cols) => (int)Math.Min(cols, Cols);
}
